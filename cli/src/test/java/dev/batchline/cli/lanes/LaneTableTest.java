package dev.batchline.cli.lanes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.batchline.cli.OutputOptions.Format;
import dev.batchline.schemas.LaneStatus;
import dev.batchline.schemas.LaneStatus.Why;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** How lanes are shown. */
class LaneTableTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final Instant AS_OF = NOW.minusSeconds(3);

    private final LaneStatus filling = Lanes.filling(Lanes.lane("openai", "gpt-4.1-mini"), AS_OF);
    private final LaneStatus paused = Lanes.paused(Lanes.lane("openai", "gpt-5"), AS_OF);

    @Test
    void showsALineOfFiguresAndBelowItWhatTheLaneWaitsFor() {
        String head = "LANE                                          LINES      BYTES       TOKENS";
        String first = "openai|/v1/chat/completions|gpt-4.1-mini|24h  1.23k/50k  2.15M/200M  512k/2M";
        String second = "openai|/v1/chat/completions|gpt-5|24h         -          -           -";
        assertThat(print(Format.table, filling, paused).lines())
                .containsExactly(
                        head + "   AGE   CLOSED  SENT  QUEUED   AS OF",
                        first + "  4m3s  0       1     1.2M/2M  3s",
                        "    takes requests",
                        "    1 batch with 50,000 requests at the provider",
                        second + "        -     2       0     -        3s",
                        "  ! paused by an operator: wrong prompt");
    }

    @Test
    void staysWithinAHundredAndTwentyColumns() {
        LaneStatus fine = Lanes.filling(Lanes.lane("openai", "ft:gpt-4.1-mini-2025-04-14:org:suffix:BXXXXXXX"), AS_OF);
        String words = "the oldest of 12 closed windows waits: " + "account openai is blocked ".repeat(12) + "for good";
        LaneStatus wordy = new LaneStatus(
                LaneStatus.FORMAT,
                fine.lane(),
                fine.open(),
                fine.closed(),
                fine.budgets(),
                null,
                List.of(new Why("account_blocked", true, words, null)),
                AS_OF);

        String table = print(Format.table, filling, wordy);

        assertThat(table.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(120));
        assertThat(table.lines().skip(4)).first().isEqualTo(fine.lane().text());
        assertThat(table.replaceAll("\\s+", " ")).contains(words);
    }

    @Test
    void givesProgramsWhatStandsOnTheTopic() throws Exception {
        JsonNode json = new ObjectMapper().readTree(print(Format.json, filling, paused));

        assertThat(json).hasSize(2);
        assertThat(json.at("/0/open/limits/requests").asInt()).isEqualTo(50_000);
        assertThat(json.at("/1/paused/reason").asText()).isEqualTo("wrong prompt");
        assertThat(json.at("/1/why/0/reason").asText()).isEqualTo("paused");
    }

    @Test
    void givesEachLaneARowOfFiguresForASpreadsheet() {
        List<String> lines = print(Format.csv, filling, paused).lines().toList();

        assertThat(lines).hasSize(3);
        assertThat(lines.get(0)).startsWith("lane,reason,held,why,until,open_requests,");
        assertThat(lines.get(1))
                .startsWith("openai|/v1/chat/completions|gpt-4.1-mini|24h,filling,false,\"takes requests. 1 batch with"
                        + " 50,000 requests at the provider\",");
        assertThat(lines.get(0).split(",")).hasSize(lines.get(2).split(",", -1).length);
    }

    @Test
    void showsNumbersAsShortAsPeopleReadThem() {
        assertThat(Quantities.brief(0)).isEqualTo("0");
        assertThat(Quantities.brief(999)).isEqualTo("999");
        assertThat(Quantities.brief(1_000)).isEqualTo("1k");
        assertThat(Quantities.brief(50_000)).isEqualTo("50k");
        assertThat(Quantities.brief(999_999)).isEqualTo("1M");
        assertThat(Quantities.brief(209_715_200)).isEqualTo("210M");
        assertThat(Quantities.brief(15_000_000_000L)).isEqualTo("15G");
        assertThat(Quantities.brief(Long.MAX_VALUE)).isEqualTo("9.22E");
        assertThat(Quantities.brief(Duration.ofSeconds(-3))).isEqualTo("0s");
        assertThat(Quantities.brief(Duration.ofHours(49))).isEqualTo("2d1h");
    }

    @Test
    void warnsOfWhatNobodyHasTalkedAboutForLong() {
        LaneStatus old = paused.asOf(NOW.minus(Duration.ofMinutes(5)));

        assertThat(LaneBoard.stale(List.of(filling, old), NOW))
                .hasValueSatisfying(warning -> assertThat(warning)
                        .startsWith("No batcher has told of 1 lane for 5m0s:")
                        .contains("whether a batcher runs"));
        assertThat(LaneBoard.stale(List.of(filling, paused), NOW)).isEmpty();
    }

    private static String print(Format format, LaneStatus... lanes) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        new LaneTable(List.of(lanes), NOW).print(new PrintStream(out, true, StandardCharsets.UTF_8), format);
        return out.toString(StandardCharsets.UTF_8);
    }
}
