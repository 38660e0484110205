package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Every service is ended with SIGTERM and started again, one after the other, while requests come without a pause. */
@Tag("long")
@ExtendWith(SharedInstallation.class)
class RollingRestartIT {
    private static final List<String> MODELS = List.of("rolling-a", "rolling-b", "rolling-c", "rolling-d");

    /** The batchers that were started after another had ended. */
    private static final List<ChildProcess> BATCHERS = new ArrayList<>();

    private static Instant began = Instant.MAX;
    private static List<Requests> sent = List.of();

    @BeforeAll
    static void restartEverything(Installation installation, Outcomes outcomes) {
        installation.startAndAwait(Installation.SERVICES);
        began = Instant.now();
        try (Feed feed = new Feed(installation, MODELS, 20, Duration.ofMillis(200))) {
            endWhile(installation, "batcher", Hold.Side.BEFORE_PROVIDER, Passage.UPLOAD);
            endWhile(installation, "poller", Hold.Side.BEFORE_REPLY, Passage.POLL);
            endWhile(installation, "joiner", Hold.Side.BEFORE_REPLY, Passage.DOWNLOAD);
            endWhile(installation, "batcher", Hold.Side.BEFORE_REPLY, Passage.CREATE);
            sent = feed.stop();
        }
        installation.flushWindows();
        await().failFast("a service is dead", installation::anyDead).untilAsserted(() -> outcomes.assertEnded(sent));
    }

    @Test
    void losesNothingAndDoesNothingTwice(Installation installation, Outcomes outcomes) {
        outcomes.assertEnded(sent);
        installation.provider().assertNothingExecutedTwice();
    }

    @Test
    void asksForOneBatchForEachWindow(Installation installation, Outcomes outcomes) {
        List<String> created = calls(installation, Passage.CREATE)
                .map(Passage::window)
                .filter(RollingRestartIT::ours)
                .toList();

        assertThat(created).doesNotHaveDuplicates().hasSameSizeAs(outcomes.windowsOf("rolling-"));
        assertThat(outcomes.windowsOf("rolling-")).noneMatch(Sighting::adopted);
    }

    @Test
    void reconcilesNothing(Installation installation) {
        assertThat(installation.service("batcher")).isSameAs(BATCHERS.getLast());
        assertThat(BATCHERS)
                .hasSize(2)
                .allSatisfy(batcher -> assertThat(batcher.text()).doesNotContain(Installation.LOOKED_FOR));
    }

    /** Ends a service while a call of a route is under way, and starts it again. */
    private static void endWhile(Installation installation, String service, Hold.Side side, String route) {
        Hold hold = installation.gate().holdOne(side, call -> call.is(route) && ours(call.window()));
        try {
            await().until(hold::holds);
            ChildProcess process = installation.service(service);
            process.askToEnd();
            hold.release();
            process.exitCode();
            assertThat(process.text()).contains("Service ended").contains("in_time=\"true\"");
        } finally {
            hold.release();
        }
        installation.startAndAwait(List.of(service));
        if (service.equals("batcher")) {
            BATCHERS.add(installation.service(service));
        }
    }

    private static boolean ours(String window) {
        return MODELS.stream().anyMatch(model -> Requests.of(model, 0).fill(window));
    }

    private static Stream<Passage> calls(Installation installation, String route) {
        return installation.gate().calls(route).filter(call -> call.began().isAfter(began));
    }

    private static ConditionFactory await() {
        return Awaitility.await().pollInterval(Duration.ofMillis(50)).atMost(Duration.ofMinutes(2));
    }
}
