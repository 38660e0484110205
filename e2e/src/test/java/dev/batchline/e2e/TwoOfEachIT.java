package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.schemas.WindowId;
import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

/** Two processes of each service share the partitions, and fall silent or die in turn while requests come. */
@Tag("long")
@ExtendWith(SharedInstallation.class)
class TwoOfEachIT {
    private static final List<String> SECOND =
            Installation.SERVICES.stream().map(name -> name + "-2").toList();
    private static final List<String> MODELS = List.of("two-a", "two-b", "two-c", "two-d", "two-e", "two-f");
    private static final Pattern BEGINS = Pattern.compile("Task begins service=\"\\w+\" partition=\"(\\d+)\"");

    /**
     * The first of each stands still for longer than its session, the batcher while a create of its own is
     * on its way, which arrives after another batcher has taken the window over; then the second of each is killed.
     * What the frozen ones still had to say is not committed.
     */
    @Test
    @Tag("crash-row-8")
    @Tag("invariant-1")
    @Tag("invariant-16")
    void losesNothingAndDoesNothingTwiceWhenSomeFreezeAndOthersDie(Installation installation, Outcomes outcomes) {
        try {
            installation.startAndAwait(Installation.SERVICES);
            installation.startAndAwait(SECOND);
            List<Requests> sent;
            try (Feed feed = new Feed(installation, MODELS, 10, Duration.ofMillis(200))) {
                freezeFirst(installation, outcomes);
                SECOND.forEach(name -> installation.service(name).kill());
                installation.startAndAwait(SECOND);
                sent = feed.stop();
            }
            installation.flushWindows();
            await().failFast("a service is dead", installation::anyDead)
                    .untilAsserted(() -> outcomes.assertEnded(sent));
            installation.provider().assertNothingExecutedTwice();
        } finally {
            Installation.SERVICES.forEach(name -> installation.service(name).thaw());
            installation.killAndForget(SECOND);
        }
    }

    private static void freezeFirst(Installation installation, Outcomes outcomes) {
        ChildProcess other = installation.service("batcher-2");
        await().until(() -> !partitions(other).isEmpty());
        Set<Integer> taken = partitions(other);
        assertThat(taken).as("partitions of the second batcher").hasSizeLessThan(3);
        Hold late = installation
                .gate()
                .holdOne(
                        Hold.Side.BEFORE_PROVIDER,
                        call -> call.is(Passage.CREATE)
                                && !taken.contains(WindowId.parse(call.window()).partition()));
        try {
            await().until(late::holds);
            Passage create = late.first();
            Installation.SERVICES.forEach(name -> installation.service(name).freeze());
            await().untilAsserted(() -> SECOND.forEach(
                    name -> assertThat(partitions(installation.service(name))).hasSize(3)));
            await().until(() -> installation
                    .gate()
                    .calls(Passage.CREATE)
                    .anyMatch(call -> call != create && call.window().equals(create.window()) && call.status() == 200));
            late.release();
            await().until(() -> create.status() != 0);
            assertThat(create.status()).as("the create that came too late").isBetween(400, 499);
        } finally {
            late.release();
            Installation.SERVICES.forEach(name -> installation.service(name).thaw());
        }
    }

    /** The partitions that a process began to work on. */
    private static Set<Integer> partitions(ChildProcess process) {
        Set<Integer> partitions = new HashSet<>();
        Matcher begins = BEGINS.matcher(process.text());
        while (begins.find()) {
            partitions.add(Integer.parseInt(begins.group(1)));
        }
        return partitions;
    }

    private static ConditionFactory await() {
        return Awaitility.await().pollInterval(Duration.ofMillis(50)).atMost(Duration.ofMinutes(2));
    }
}
