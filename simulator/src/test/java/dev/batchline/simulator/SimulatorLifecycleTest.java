package dev.batchline.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A simulator leaves nothing behind, and its clock runs as fast as it is told. */
class SimulatorLifecycleTest {

    @TempDir
    Path directory;

    @Test
    void endsItsThreadsAndRemovesItsFilesInTheMiddleOfABatch() throws IOException {
        Simulator simulator = start(
                1,
                new Phases(
                        Duration.ZERO,
                        Duration.ofMinutes(1),
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ZERO,
                        Duration.ofDays(1)));
        try (RawClient client = new RawClient(simulator)) {
            String id = client.create(client.upload(RequestLines.chat(100)));
            await().until(() -> client.batch(id).path("status").asText().equals("in_progress"));
        } finally {
            simulator.close();
        }
        await().atMost(Duration.ofSeconds(5))
                .untilAsserted(() -> assertThat(threads()).isEmpty());
        try (Stream<Path> left = Files.list(directory)) {
            assertThat(left).isEmpty();
        }
    }

    @Test
    void runsItsClockFasterByTheFactor() {
        Phases hours = new Phases(
                Duration.ofHours(1),
                Duration.ofHours(2),
                Duration.ZERO,
                Duration.ofHours(1),
                Duration.ZERO,
                Duration.ofDays(300));
        try (Simulator simulator = start(36_000, hours);
                RawClient client = new RawClient(simulator)) {
            String id = client.create(client.upload(RequestLines.chat(10)));
            await().atMost(Duration.ofSeconds(10))
                    .until(() -> client.batch(id).path("status").asText().equals("completed"));
            var batch = client.batch(id);
            assertThat(batch.path("completed_at").asLong()
                            - batch.path("created_at").asLong())
                    .isGreaterThanOrEqualTo(4 * 3600L);
        }
    }

    @Test
    void advancesOnlySteppedTime() {
        try (Simulator simulator = start(1, Phases.immediate())) {
            assertThatThrownBy(() -> simulator.advance(Duration.ZERO)).isInstanceOf(IllegalStateException.class);
        }
    }

    @Test
    void keepsTheKeyOutOfItsDescription() {
        SimulatorConfig config = SimulatorConfig.builder(SimulatedTime.running(InstantSource.system(), 1))
                .apiKey("sk-secret")
                .build();
        assertThat(config.toString()).doesNotContain("sk-secret");
    }

    private Simulator start(double factor, Phases phases) {
        return Simulator.start(SimulatorConfig.builder(SimulatedTime.running(InstantSource.system(), factor))
                .phases(phases)
                .dataDirectory(directory)
                .build());
    }

    private static List<String> threads() {
        return Thread.getAllStackTraces().keySet().stream()
                .map(Thread::getName)
                .filter(name -> name.startsWith("simulator-"))
                .toList();
    }
}
