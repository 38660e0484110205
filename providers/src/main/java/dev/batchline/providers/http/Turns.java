package dev.batchline.providers.http;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/** Lets the calls of an account go out one after the other, as its limit allows: urgent ones before others. */
final class Turns {
    private final Supplier<Duration> elapsed;
    private final @Nullable TokenBucket bucket;
    private final ReentrantLock lock = new ReentrantLock(true);
    private final Condition changed = lock.newCondition();
    private int urgentWaiting;
    private boolean closed;

    /**
     * The turns of an account.
     *
     * @param perMinute the most calls a minute; null for no limit
     * @param elapsed a clock that only moves forward
     */
    Turns(@Nullable Integer perMinute, Supplier<Duration> elapsed) {
        this.elapsed = elapsed;
        this.bucket = perMinute == null ? null : new TokenBucket(perMinute, elapsed.get());
    }

    /**
     * Waits for a turn.
     *
     * @param urgent whether it goes before those that are not
     * @param atMost how long it waits; if the turn comes later, or never since the account was closed, there is none
     * @return empty for a turn, else how long it would still have to wait
     */
    Optional<Duration> await(boolean urgent, Duration atMost) throws InterruptedException {
        if (bucket == null) {
            return Optional.empty();
        }
        lock.lockInterruptibly();
        try {
            urgentWaiting += urgent ? 1 : 0;
            return await(bucket, urgent, elapsed.get().plus(atMost));
        } finally {
            urgentWaiting -= urgent ? 1 : 0;
            changed.signalAll();
            lock.unlock();
        }
    }

    private Optional<Duration> await(TokenBucket tokens, boolean urgent, Duration until) throws InterruptedException {
        while (true) {
            boolean mayTake = urgent || urgentWaiting == 0;
            Duration wait = mayTake ? tokens.take(elapsed.get()) : Duration.ofSeconds(1);
            if (mayTake && wait.isZero()) {
                return Optional.empty();
            }
            Duration left = until.minus(elapsed.get());
            if (closed || !left.isPositive()) {
                return Optional.of(wait);
            }
            Duration next = wait.compareTo(left) < 0 ? wait : left;
            changed.await(next.toNanos(), TimeUnit.NANOSECONDS);
        }
    }

    /** The provider says that it is asked too much: nothing that was saved up goes out. */
    void slowDown() {
        if (bucket == null) {
            return;
        }
        lock.lock();
        try {
            bucket.empty(elapsed.get());
        } finally {
            lock.unlock();
        }
    }

    /** Nobody waits any longer. */
    void close() {
        lock.lock();
        try {
            closed = true;
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }
}
