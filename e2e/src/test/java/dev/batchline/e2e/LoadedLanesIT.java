package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.schemas.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One task of the batcher under load: a backlog at its start, and a loud lane beside a quiet one. */
class LoadedLanesIT {
    private static final Duration LINGER = Duration.ofSeconds(3);
    private static final int FULL = 10_000;
    private static final List<String> SETTINGS = List.of(
            "partitions=1",
            "window.max.requests=" + FULL,
            "window.linger.ms=" + LINGER.toMillis(),
            "poll.interval.min.ms=200",
            "poll.interval.max.ms=500");

    @TempDir
    private Path directory;

    @Test
    void backlogIsNotShredded() {
        int lanes = 4;
        int each = 25_000;
        List<Requests> backlog = IntStream.range(0, lanes)
                .mapToObj(lane -> Requests.of("backlog-" + lane, each))
                .toList();
        try (Installation installation = new Installation(directory, List.of("--speed", "8"), SETTINGS);
                Outcomes outcomes = new Outcomes(installation.config())) {
            for (int from = 0; from < each; from += 50) {
                List<byte[]> slice = new ArrayList<>();
                for (Requests lane : backlog) {
                    new Requests(lane.model(), from, 50).lines().forEach(slice::add);
                }
                installation.send(slice);
            }

            installation.startAndAwait(Installation.SERVICES);
            await().atMost(Duration.ofSeconds(90)).untilAsserted(() -> outcomes.assertEnded(backlog));

            int ideal = lanes * ((each + FULL - 1) / FULL);
            assertThat(outcomes.windowsOf("backlog-")).as("windows").hasSize(ideal);
            installation.provider().assertNothingExecutedTwice();
        }
    }

    @Test
    void quietLaneClosesBesideLoudOne() throws Exception {
        try (Installation installation = new Installation(directory, List.of("--speed", "8"), SETTINGS);
                Outcomes outcomes = new Outcomes(installation.config());
                Flood flood = new Flood(installation)) {
            Hold creates = installation.gate().hold(Hold.Side.BEFORE_PROVIDER, call -> call.is(Passage.CREATE));
            installation.startAndAwait(List.of("batcher"));
            await().until(() -> outcomes.windows("loud").size() >= 2);

            Instant sent = Instant.now();
            installation.send(Requests.of("quiet", 3));
            await().until(() -> !outcomes.windows("quiet").isEmpty());
            int windows = outcomes.windows("loud").size();
            await().until(() -> outcomes.windows("loud").size() > windows);
            creates.release();

            Duration waited =
                    Duration.between(sent, outcomes.windows("quiet").getFirst().closedAt());
            assertThat(waited).as("from sending to the close").isBetween(LINGER, LINGER.plusSeconds(5));
            assertThat(outcomes.windows("loud").subList(0, 1))
                    .allSatisfy(window -> assertThat(window.requests()).isEqualTo(FULL));
            assertThat(flood.sent()).isGreaterThan(2 * FULL);
        }
    }

    private static ConditionFactory await() {
        return Awaitility.await().pollInterval(Duration.ofMillis(50)).atMost(Duration.ofSeconds(60));
    }

    /** Keeps the batcher as busy as it can be with one lane, and not further behind than a second or so. */
    private static final class Flood implements AutoCloseable {
        private static final int CHUNK = 2_000;
        private static final long BEHIND = 8_000;

        private final ScheduledExecutorService thread = Executors.newSingleThreadScheduledExecutor();
        private volatile Requests last = Requests.of("loud", 0);

        Flood(Installation installation) {
            var unused = thread.scheduleWithFixedDelay(() -> pour(installation), 0, 5, TimeUnit.MILLISECONDS);
        }

        int sent() {
            return last.from() + last.count();
        }

        private void pour(Installation installation) {
            try {
                if (installation.untaken(Topic.REQUESTS) < BEHIND) {
                    last = last.next(CHUNK);
                    installation.send(last);
                }
            } catch (Exception e) {
                throw new IllegalStateException(e);
            }
        }

        @Override
        public void close() {
            thread.shutdownNow();
            try {
                thread.awaitTermination(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
