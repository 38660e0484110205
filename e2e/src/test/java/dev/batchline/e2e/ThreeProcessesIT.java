package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.batchline.cli.demo.DemoRequests;
import dev.batchline.cli.demo.Tally;
import dev.batchline.schemas.ParsedRequest;
import dev.batchline.schemas.RequestEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The whole way through a broker, a provider and three services, each in a process of its own. */
class ThreeProcessesIT {
    private static final List<String> SETTINGS = List.of(
            "window.max.requests=250",
            "window.linger.ms=2000",
            "poll.interval.min.ms=200",
            "poll.interval.max.ms=1000",
            "retry.backoff.ms=500",
            "create.grace.ms=5000");

    @TempDir
    private Path directory;

    @Test
    void everyLineOfAPlainFileComesOutOnce() {
        DemoRequests requests = new DemoRequests(new DemoRequests.Counts(2_000, 12, 6));
        List<byte[]> lines = lines(requests);
        try (Installation installation =
                        new Installation(directory, List.of("--speed", "8", "--expire-batch", "3"), SETTINGS);
                Outcomes outcomes = new Outcomes(installation.config())) {
            installation.startAndAwait(Installation.SERVICES);

            installation.send(lines);

            awaitEnd(installation, outcomes, lines.size());
            assertThat(outcomes.results()).containsExactlyInAnyOrderEntriesOf(keysOnce(lines, outcomes));
            assertThat(outcomes.figures().completed())
                    .isEqualTo(requests.counts().sound());
            assertThat(outcomes.letters())
                    .hasSize(requests.counts().failed())
                    .allSatisfy((key, count) -> assertThat(count).isEqualTo(1));
            assertThat(outcomes.figures().resubmitted()).isPositive();
            Awaitility.await()
                    .atMost(Duration.ofSeconds(20))
                    .untilAsserted(() -> assertThat(installation.unpurgedLanes())
                            .as("partitions of lanes that still hold requests")
                            .isEmpty());
            assertNothingTwice(installation, outcomes);
        }
    }

    private static void awaitEnd(Installation installation, Outcomes outcomes, int sent) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(3))
                .failFast("a service ended by itself", installation::anyDead)
                .untilAsserted(() -> {
                    Tally.Figures figures = outcomes.figures();
                    assertThat(figures.ended())
                            .as("%s\n%s", figures, installation.logs())
                            .isEqualTo(sent);
                    assertThat(figures.openWindows()).as("%s", figures).isZero();
                });
    }

    private static void assertNothingTwice(Installation installation, Outcomes outcomes) {
        assertThat(outcomes.figures().twice()).isZero();
        JsonNode log = installation.executionLog();
        assertThat(log.path("custom_ids_executed_more_than_once").asInt(-1))
                .as("%s", log)
                .isZero();
        assertThat(log.path("bodies_executed_more_than_once").asInt(-1)).isGreaterThanOrEqualTo(0);
    }

    private static List<byte[]> lines(DemoRequests requests) {
        List<byte[]> lines = new ArrayList<>();
        requests.forEach(lines::add);
        return lines;
    }

    /** Every key that must be there: the custom_id, or where the record lies if there is none. */
    private static Map<String, Integer> keysOnce(List<byte[]> lines, Outcomes outcomes) {
        Map<String, Integer> keys = new TreeMap<>();
        int nameless = 0;
        for (byte[] line : lines) {
            String customId = switch (RequestEvent.parse(line)) {
                case RequestEvent event -> event.customId();
                case ParsedRequest.Refused refused -> refused.customId();
            };
            if (customId == null) {
                nameless++;
            } else {
                keys.merge(customId, 1, Integer::sum);
            }
        }
        List<String> byPlace = outcomes.results().keySet().stream()
                .filter(key -> key.startsWith("batch.requests-"))
                .toList();
        assertThat(byPlace).hasSize(nameless);
        byPlace.forEach(key -> keys.put(key, 1));
        return keys;
    }
}
