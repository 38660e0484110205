package dev.batchline.runtime.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Which calls start, and which outcomes are handed over. */
class EffectsTest {
    private final EffectLane lane = new EffectLane("test", 2, 2);
    private final AtomicBoolean begun = new AtomicBoolean(true);
    private final Effects effects = new Effects(lane, begun::get);
    private final List<Object> taken = new ArrayList<>();

    @AfterEach
    void close() {
        lane.close();
    }

    @Test
    void startsNothingBeforeTheLifeBegins() {
        begun.set(false);
        assertThat(start("w", 1, () -> "never")).isFalse();
        assertThat(effects.inFlight()).isZero();

        begun.set(true);
        assertThat(start("w", 1, () -> "now")).isTrue();
        drainUntil(1);
        assertThat(taken).containsExactly("now");
    }

    @Test
    void runsOneCallASubjectUntilItsOutcomeIsDrained() {
        assertThat(start("w", 1, () -> "first")).isTrue();
        assertThat(start("w", 2, () -> "second")).isFalse();
        assertThat(start("x", 1, () -> "other")).isTrue();
        assertThat(effects.inFlight("w")).isTrue();

        drainUntil(2);
        assertThat(taken).containsExactlyInAnyOrder("first", "other");
        assertThat(effects.inFlight("w")).isFalse();
        assertThat(start("w", 2, () -> "second")).isTrue();
    }

    @Test
    @Tag("invariant-15")
    void callsRunOnThreadsOfTheirOwn() {
        Thread streamThread = Thread.currentThread();
        CompletableFuture<Thread> ranOn = new CompletableFuture<>();
        effects.start(
                new EffectKey("w", 1),
                () -> ranOn.complete(Thread.currentThread()),
                done -> taken.add(Thread.currentThread()),
                taken::add);
        drainUntil(1);
        assertThat(ranOn.join()).as("I15").isNotSameAs(streamThread);
        assertThat(ranOn.join().isVirtual()).isTrue();
        assertThat(taken).containsExactly(streamThread);
    }

    @Test
    void dropsTheOutcomeOfAVersionThatIsNoLongerStored() {
        start("w", 1, () -> "stale");
        start("x", 7, () -> "current");
        await().pollInSameThread().untilAsserted(() -> {
            effects.drain(key -> key.equals(new EffectKey("x", 7)), () -> true);
            assertThat(effects.inFlight()).isZero();
        });
        assertThat(taken).containsExactly("current");
    }

    @Test
    void dropsOutcomesOfAnEndedLife() throws InterruptedException {
        CountDownLatch called = new CountDownLatch(1);
        start("w", 1, () -> {
            called.countDown();
            return "waiting in the queue";
        });
        called.await();
        effects.end();
        assertThat(effects.inFlight()).isZero();
        assertThat(lane.quiesce(Duration.ofSeconds(5))).isTrue();
        effects.drain(key -> true, () -> true);
        assertThat(taken).as("I16").isEmpty();
    }

    @Test
    void interruptsCallsThatAreUnderWayWhenTheLifeEnds() throws InterruptedException {
        CountDownLatch called = new CountDownLatch(1);
        CompletableFuture<Boolean> interrupted = new CompletableFuture<>();
        start("w", 1, () -> {
            called.countDown();
            try {
                new CountDownLatch(1).await();
                return "never";
            } catch (InterruptedException e) {
                interrupted.complete(true);
                throw e;
            }
        });
        called.await();
        effects.end();
        assertThat(interrupted
                        .orTimeout(10, java.util.concurrent.TimeUnit.SECONDS)
                        .join())
                .isTrue();
        await().pollInSameThread().during(Duration.ofMillis(100)).untilAsserted(() -> {
            effects.drain(key -> true, () -> true);
            assertThat(taken).as("I16").isEmpty();
        });
    }

    @Test
    void drainsInTheOrderOfOutcomesAndOnlyWhileThereIsRoom() {
        BlockingQueue<String> order = new LinkedBlockingQueue<>();
        for (String subject : List.of("a", "b", "c")) {
            start(subject, 1, () -> {
                order.add(subject);
                return subject;
            });
            await().until(() -> order.contains(subject));
        }
        AtomicInteger room = new AtomicInteger(2);
        await().pollInSameThread().untilAsserted(() -> {
            effects.drain(key -> true, () -> room.getAndDecrement() > 0);
            assertThat(taken).hasSizeGreaterThanOrEqualTo(1);
        });
        assertThat(taken).hasSizeLessThanOrEqualTo(2);
        room.set(Integer.MAX_VALUE);
        drainUntil(3);
        assertThat(taken).containsExactlyInAnyOrder("a", "b", "c");
    }

    @Test
    void handsOverWhatACallThrew() {
        IOException failure = new IOException("disk");
        start("w", 1, () -> {
            throw failure;
        });
        drainUntil(1);
        assertThat(taken).containsExactly(failure);
        assertThat(effects.inFlight("w")).isFalse();
    }

    @Test
    void handsOverAnErrorSoThatTheSubjectIsNotBusyForEver() {
        start("w", 1, () -> {
            throw new NoClassDefFoundError("missing");
        });
        drainUntil(1);
        assertThat(taken)
                .singleElement()
                .isInstanceOfSatisfying(
                        IllegalStateException.class,
                        failure -> assertThat(failure).hasRootCauseInstanceOf(NoClassDefFoundError.class));
    }

    @Test
    void runsNoMoreAtOnceThanTheLaneHasPlaces() {
        AtomicInteger running = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        CountDownLatch go = new CountDownLatch(1);
        for (int i = 0; i < 6; i++) {
            start("w" + i, 1, () -> {
                most.accumulateAndGet(running.incrementAndGet(), Math::max);
                go.await();
                return running.decrementAndGet();
            });
        }
        await().until(() -> running.get() == 2);
        go.countDown();
        drainUntil(6);
        assertThat(most).hasValue(2);
    }

    @Test
    void quiesceWaitsForOutcomesToBeDrainedAndStartsNothingNew() {
        CountDownLatch go = new CountDownLatch(1);
        start("w", 1, () -> {
            go.await();
            return "last";
        });
        assertThat(lane.quiesce(Duration.ofMillis(20))).isFalse();
        assertThat(start("x", 1, () -> "too late")).isFalse();

        CompletableFuture<Boolean> quiet = CompletableFuture.supplyAsync(() -> lane.quiesce(Duration.ofSeconds(20)));
        go.countDown();
        drainUntil(1);
        assertThat(quiet.join()).isTrue();
        assertThat(taken).containsExactly("last");
    }

    private boolean start(String subject, long version, java.util.concurrent.Callable<Object> call) {
        return effects.start(new EffectKey(subject, version), call, taken::add, taken::add);
    }

    private void drainUntil(int outcomes) {
        await().pollInSameThread().untilAsserted(() -> {
            effects.drain(key -> true, () -> true);
            assertThat(taken).hasSizeGreaterThanOrEqualTo(outcomes);
        });
    }
}
