package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.cli.demo.DemoRequests;
import dev.batchline.cli.demo.Tally;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.testcontainers.kafka.KafkaContainer;

/** The whole way through the broker that the Kafka project publishes as a container image. */
class ContainerBrokerIT {
    private static final String IMAGE = "apache/kafka:4.3.1";

    @TempDir
    private Path directory;

    @Test
    void everyRequestHasOneOutcome() {
        DemoRequests requests = new DemoRequests(new DemoRequests.Counts(2_000, 12, 6));
        List<byte[]> lines = new ArrayList<>();
        requests.forEach(lines::add);
        KafkaContainer broker = new KafkaContainer(IMAGE);
        broker.start();
        List<String> settings = List.of(
                "window.max.requests=250",
                "window.linger.ms=2000",
                "poll.interval.min.ms=200",
                "poll.interval.max.ms=1000",
                "retry.backoff.ms=500");
        try (Installation installation = new Installation(
                        directory,
                        broker.getBootstrapServers(),
                        broker::stop,
                        List.of("--speed", "8", "--expire-batch", "3"),
                        settings);
                Outcomes outcomes = new Outcomes(installation.config())) {
            installation.startAndAwait(List.of("all"));

            installation.send(lines);

            awaitEnd(installation, outcomes, lines.size());
            Tally.Figures figures = outcomes.figures();
            assertThat(figures.completed()).isEqualTo(requests.counts().sound());
            assertThat(figures.failed()).isEqualTo(requests.counts().failed());
            assertThat(figures.deadLetters()).isEqualTo(requests.counts().failed());
            assertThat(figures.resubmitted()).isPositive();
            assertThat(figures.twice()).isZero();
            assertThat(installation
                            .executionLog()
                            .path("custom_ids_executed_more_than_once")
                            .asInt(-1))
                    .isZero();
        }
    }

    private static void awaitEnd(Installation installation, Outcomes outcomes, int sent) {
        Awaitility.await()
                .atMost(Duration.ofMinutes(4))
                .failFast("a service ended by itself", installation::anyDead)
                .untilAsserted(() -> {
                    Tally.Figures figures = outcomes.figures();
                    assertThat(figures.ended())
                            .as("%s\n%s", figures, installation.logs())
                            .isEqualTo(sent);
                    assertThat(figures.openWindows()).as("%s", figures).isZero();
                });
    }
}
