package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.guarantees.CountsAddUp;
import dev.batchline.guarantees.EveryRequestEndsOnce;
import dev.batchline.guarantees.StatusVersionsHaveNoGap;
import dev.batchline.schemas.Topic;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** One task of the batcher under load: a backlog at its start, and a loud lane beside a quiet one. */
class LoadedLanesIT {
    private static final Duration LINGER = Duration.ofSeconds(1);
    private static final int FULL = 4_000;
    private static final List<String> SETTINGS =
            List.of("partitions=1", "window.max.requests=" + FULL, "window.linger.ms=" + LINGER.toMillis());

    @TempDir
    private static Path directory;

    private static Installation installation;
    private static Outcomes outcomes;

    @BeforeAll
    static void start() {
        String why = "uploads are held, and nothing ends";
        installation = new Installation(directory, List.of(), SETTINGS)
                .relax(EveryRequestEndsOnce.class, why)
                .relax(CountsAddUp.class, why)
                .relax(StatusVersionsHaveNoGap.class, why);
        outcomes = new Outcomes(installation.config());
        installation.gate().hold(Hold.Side.BEFORE_PROVIDER, call -> call.is(Passage.UPLOAD));
    }

    @AfterAll
    static void stop() {
        outcomes.close();
        installation.close();
    }

    @Test
    void backlogOlderThanItsLingerFillsItsWindows() {
        List<Requests> backlog = lanes("backlog-");
        installation.stop("batcher");
        installation.sendRouted(backlog);

        assertFillsItsWindows(backlog);
    }

    /** They are routed for longer than a linger, and their windows do not close before that is done. */
    @Test
    void backlogOfRequestsFillsItsWindows() {
        List<Requests> backlog = lanes("requested-");
        installation.stop("batcher");
        backlog.forEach(installation::send);

        assertFillsItsWindows(backlog);
    }

    private static List<Requests> lanes(String models) {
        return IntStream.range(0, 4)
                .mapToObj(lane -> Requests.of(models + lane, 2 * FULL + FULL / 2))
                .toList();
    }

    private static void assertFillsItsWindows(List<Requests> backlog) {
        Instant written = Instant.now();
        await().until(() -> Instant.now().isAfter(written.plus(LINGER)));

        installation.startAndAwait(List.of("batcher"));
        await().until(() ->
                backlog.stream().mapToInt(lane -> taken(lane.model())).sum()
                        == backlog.stream().mapToInt(Requests::count).sum());

        assertThat(backlog)
                .allSatisfy(lane -> assertThat(outcomes.windows(lane.model()))
                        .extracting(Sighting::requests)
                        .containsExactlyInAnyOrder(FULL, FULL, FULL / 2));
    }

    @Test
    void quietLaneClosesBesideLoudOne() {
        Requests quiet = Requests.of("quiet", 3);
        try (Flood flood = new Flood(installation)) {
            installation.startAndAwait(List.of("batcher"));
            await().until(() -> !outcomes.windows("loud").isEmpty());

            Instant sent = Instant.now();
            installation.send(quiet);
            await().until(() -> taken("quiet") == quiet.count());
            int windows = outcomes.windows("loud").size();
            await().until(() -> outcomes.windows("loud").size() > windows);

            assertThat(outcomes.windows("quiet"))
                    .singleElement()
                    .satisfies(window -> assertThat(window.filling())
                            .as(
                                    "from its first request in lanes to its close; sent %s, %s, %s loud",
                                    sent, window, flood.sent())
                            .isBetween(LINGER, LINGER.plusSeconds(10)));
        }
    }

    private static int taken(String models) {
        return outcomes.windowsOf(models).stream().mapToInt(Sighting::requests).sum();
    }

    private static ConditionFactory await() {
        return Awaitility.await().pollInterval(Duration.ofMillis(50)).atMost(Duration.ofMinutes(3));
    }

    /** Keeps the batcher as busy as it can be with one lane, and not far behind. */
    private static final class Flood implements AutoCloseable {
        private static final int CHUNK = 500;
        private static final long BEHIND = 1_500;

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
            thread.shutdown();
            await().until(thread::isTerminated);
        }
    }
}
