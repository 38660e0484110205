package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Processes join, leave in good order and die, while windows of several lanes fill, are uploaded and are published. */
@Tag("long")
@ExtendWith(SharedInstallation.class)
class RebalanceIT {
    private static final Duration LINGER = Duration.ofSeconds(4);
    private static final List<String> SECOND =
            Installation.SERVICES.stream().map(name -> name + "-2").toList();
    private static final List<String> MODELS =
            List.of("moved-a", "moved-b", "moved-c", "moved-d", "moved-e", "moved-f");

    private static Instant began = Instant.MAX;
    private static Instant flushed = Instant.MIN;
    private static List<Requests> sent = List.of();

    @BeforeAll
    static void moveEverything(Installation installation, Outcomes outcomes) {
        installation.startAndAwait(Installation.SERVICES);
        began = Instant.now();
        try (Feed feed = new Feed(installation, MODELS, 20, Duration.ofMillis(200))) {
            during(installation, Passage.UPLOAD, Hold.Side.BEFORE_PROVIDER, () -> installation.startAndAwait(SECOND));
            Consumer<String> leave = name -> installation.service(name).askToEnd();
            Consumer<String> die = name -> installation.service(name).kill();
            during(installation, Passage.CREATE, Hold.Side.BEFORE_REPLY, () -> leave.accept("batcher"));
            during(installation, Passage.DOWNLOAD, Hold.Side.BEFORE_PROVIDER, () -> die.accept("joiner-2"));
            installation.service("batcher").exitCode();
            installation.startAndAwait(List.of("batcher", "joiner-2"));
            during(installation, Passage.UPLOAD, Hold.Side.BEFORE_REPLY, () -> die.accept("batcher-2"));
            during(installation, Passage.DOWNLOAD, Hold.Side.BEFORE_REPLY, () -> leave.accept("joiner"));
            during(installation, Passage.POLL, Hold.Side.BEFORE_REPLY, () -> die.accept("poller"));
            installation.service("joiner").exitCode();
            installation.startAndAwait(Installation.SERVICES);
            sent = feed.stop();
        }
        flushed = Instant.now();
        installation.flushWindows();
        await().failFast("a service is dead", () -> dead(installation)).untilAsserted(() -> outcomes.assertEnded(sent));
    }

    @AfterAll
    static void endSecond(Installation installation) {
        installation.killAndForget(SECOND);
    }

    @Test
    @Tag("invariant-1")
    void losesNothingAndDoesNothingTwice(Installation installation, Outcomes outcomes) {
        outcomes.assertEnded(sent);
        installation.provider().assertNothingExecutedTwice();
    }

    @Test
    void createsOneBatchForEachWindow(Installation installation, Outcomes outcomes) {
        assertThat(calls(installation, Passage.CREATE)
                        .filter(call -> call.status() == 200)
                        .map(Passage::window))
                .doesNotHaveDuplicates()
                .hasSameSizeAs(outcomes.windowsOf("moved-"));
    }

    /** A window that is not full is as old as its linger when it closes, whoever has it then. */
    @Test
    void shredsNothing(Outcomes outcomes) {
        long lingers = Duration.between(began, flushed).dividedBy(LINGER) + 1;
        for (Requests lane : sent) {
            List<Sighting> windows = outcomes.windows(lane.model());
            long full = lane.count() / SharedInstallation.FULL;
            assertThat(windows)
                    .as("%s lingers, then a flush", lingers)
                    .hasSizeLessThanOrEqualTo(Math.toIntExact(lingers + full + 1));
            assertThat(windows)
                    .filteredOn(window -> window.filling().compareTo(LINGER) < 0)
                    .as("closed before their time: %s", windows)
                    .hasSizeLessThanOrEqualTo(1);
        }
    }

    /** Does something while a call of a route is under way. */
    private static void during(Installation installation, String route, Hold.Side side, Runnable change) {
        Hold hold = installation.gate().holdOne(side, call -> call.is(route) && ours(call.window()));
        try {
            await().until(hold::holds);
            change.run();
        } finally {
            hold.release();
        }
    }

    private static boolean dead(Installation installation) {
        return SECOND.stream()
                        .anyMatch(name -> !name.equals("batcher-2")
                                && !installation.service(name).alive())
                || Installation.SERVICES.stream()
                        .anyMatch(name -> !installation.service(name).alive());
    }

    private static Stream<Passage> calls(Installation installation, String route) {
        return installation.gate().calls(route).filter(call -> call.began().isAfter(began) && ours(call.window()));
    }

    private static boolean ours(String window) {
        return MODELS.stream().anyMatch(model -> Requests.of(model, 0).fill(window));
    }

    private static ConditionFactory await() {
        return Awaitility.await().pollInterval(Duration.ofMillis(50)).atMost(Duration.ofMinutes(2));
    }
}
