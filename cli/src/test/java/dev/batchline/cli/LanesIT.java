package dev.batchline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.batchline.cli.lanes.Lanes;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.LaneStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is shown of lanes, from what a batcher told of them. */
@Timeout(60)
class LanesIT {
    private static final LaneKey FILLS = Lanes.lane("openai", "fills");
    private static final LaneKey PAUSED = Lanes.lane("azure", "paused");
    private static final LaneKey DONE = Lanes.lane("openai", "done");

    private static CommandsAtBroker cli;

    @BeforeAll
    static void startBroker() {
        cli = CommandsAtBroker.start();
        assertThat(cli.run("l.", "topics", "create").exitCode()).isZero();
        Instant now = Instant.now();
        cli.transaction(
                true,
                List.of(
                        told(0, Lanes.paused(FILLS, now)),
                        told(0, Lanes.filling(FILLS, now)),
                        told(1, Lanes.paused(PAUSED, now.minus(Duration.ofHours(2)))),
                        told(2, Lanes.filling(DONE, now)),
                        record(2, DONE, null)));
        cli.transaction(false, List.of(told(3, Lanes.filling(Lanes.lane("openai", "aborted"), now))));
    }

    @AfterAll
    static void stopBroker() {
        cli.close();
    }

    @Test
    void showsTheLatestOfEachLaneAndWarnsOfOneThatNobodyTalksAbout() {
        Run run = cli.run("l.", "lanes");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out().lines().map(line -> line.split("  ", 2)[0]))
                .containsExactly("LANE", PAUSED.text(), "", FILLS.text(), "", "");
        assertThat(run.out()).contains("  ! paused by an operator: wrong prompt", "1.23k/50k");
        assertThat(run.err()).startsWith("No batcher has told of 1 lane for 2h0m");
    }

    @Test
    void narrowsDownToALaneAnAccountOrWhatIsHeld() throws Exception {
        assertThat(models("lanes", FILLS.text(), "-o", "json")).containsExactly("fills");
        assertThat(models("lanes", "--account", "azure", "-o", "json")).containsExactly("paused");
        assertThat(models("lanes", "--waiting", "-o", "json")).containsExactly("paused");
        assertThat(models("lanes", FILLS.text(), "--waiting", "-o", "json")).isEmpty();
        assertThat(cli.run("l.", "lanes", "--account", "gone").err()).isEqualTo("None of 2 lanes is like that.\n");
    }

    @Test
    void saysWhatToCheckWhenNothingOfALaneIsUnderWay() {
        for (LaneKey lane : List.of(DONE, Lanes.lane("openai", "never"), Lanes.lane("openai", "aborted"))) {
            Run run = cli.run("l.", "lanes", lane.text());
            assertThat(run.exitCode()).isEqualTo(1);
            assertThat(run.err())
                    .contains("Nothing of lane " + lane.text() + " is under way")
                    .contains("spelled");
        }
        assertThat(cli.run("l.", "lanes", "gpt-4").exitCode()).isEqualTo(2);
    }

    @Test
    void saysThatNothingIsUnderWayAndThatATopicIsMissing() {
        assertThat(cli.run("empty.", "lanes").err())
                .contains("empty.lane-status")
                .contains("topics create");
        assertThat(cli.run("empty.", "topics", "create").exitCode()).isZero();

        Run run = cli.run("empty.", "lanes");

        assertThat(run.exitCode()).isZero();
        assertThat(run.out()).isEmpty();
        assertThat(run.err()).isEqualTo("No lane has anything under way.\n");
    }

    private static List<String> models(String... args) throws Exception {
        Run run = cli.run("l.", args);
        assertThat(run.exitCode()).as(run.err()).isZero();
        JsonNode lanes = new ObjectMapper().readTree(run.out());
        return lanes.findValuesAsText("lane").stream()
                .map(lane -> LaneKey.parse(lane).model())
                .toList();
    }

    private static ProducerRecord<byte[], byte[]> told(int partition, LaneStatus status) {
        return record(partition, status.lane(), JsonCodec.LANE_STATUS.encode(status));
    }

    private static ProducerRecord<byte[], byte[]> record(int partition, LaneKey lane, byte @Nullable [] value) {
        return new ProducerRecord<>("l.lane-status", partition, lane.text().getBytes(StandardCharsets.UTF_8), value);
    }
}
