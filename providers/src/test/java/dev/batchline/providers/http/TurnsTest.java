package dev.batchline.providers.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.Test;

/** Who goes when calls have to take turns. */
class TurnsTest {
    private static final Duration LONG = Duration.ofDays(1);

    private final AtomicReference<Duration> elapsed = new AtomicReference<>(Duration.ofHours(1));

    @Test
    void letsUrgentCallsGoFirst() throws InterruptedException {
        Turns turns = new Turns(1_200, elapsed::get);
        while (turns.await(true, Duration.ZERO).isEmpty()) {
            assertThat(elapsed.get()).isEqualTo(Duration.ofHours(1));
        }
        List<String> order = new CopyOnWriteArrayList<>();
        List<Thread> threads = new CopyOnWriteArrayList<>();
        for (int n = 0; n < 5; n++) {
            threads.add(waiting(turns, false, "poll", order));
        }
        threads.forEach(TurnsTest::awaitWaiting);
        Thread urgent = waiting(turns, true, "create", order);
        awaitWaiting(urgent);
        while (order.size() < 6) {
            int had = order.size();
            elapsed.updateAndGet(now -> now.plusMillis(53));
            await().atMost(Duration.ofSeconds(10)).until(() -> order.size() > had);
        }
        assertThat(order).startsWith("create").hasSize(6);
    }

    @Test
    void saysHowLongItWouldTakeToWhoeverWillNotWaitThatLong() throws InterruptedException {
        Turns turns = new Turns(1, elapsed::get);
        assertThat(turns.await(true, Duration.ZERO)).isEmpty();
        assertThat(turns.await(true, Duration.ZERO)).contains(Duration.ofMinutes(1));
    }

    @Test
    void letsNobodyWaitWhenItIsClosed() throws InterruptedException {
        Turns turns = new Turns(1, elapsed::get);
        turns.await(false, LONG);
        List<String> order = new CopyOnWriteArrayList<>();
        Thread waiting = waiting(turns, false, "poll", order);
        awaitWaiting(waiting);
        turns.close();
        assertThat(waiting.join(Duration.ofSeconds(10))).isTrue();
        assertThat(order).isEmpty();
    }

    @Test
    void holdsNobodyWithoutALimit() throws InterruptedException {
        Turns turns = new Turns(null, elapsed::get);
        for (int n = 0; n < 10_000; n++) {
            assertThat(turns.await(false, Duration.ZERO)).isEmpty();
        }
    }

    private static Thread waiting(Turns turns, boolean urgent, String name, List<String> order) {
        return Thread.ofPlatform().start(() -> {
            try {
                Optional<Duration> none = turns.await(urgent, LONG);
                if (none.isEmpty()) {
                    order.add(name);
                }
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private static void awaitWaiting(Thread thread) {
        await().atMost(Duration.ofSeconds(10)).until(() -> thread.getState() == Thread.State.TIMED_WAITING);
    }
}
