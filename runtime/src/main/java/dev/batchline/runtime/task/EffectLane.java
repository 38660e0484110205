package dev.batchline.runtime.task;

import java.time.Duration;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;

/**
 * Where a process's calls to the outside run: virtual threads, never a stream thread, so many at a time. Transfers of
 * whole files have places of their own, so that small calls never wait behind them.
 */
public final class EffectLane implements AutoCloseable {
    /** How long calls have to notice that they were interrupted. */
    private static final Duration LAST = Duration.ofSeconds(2);

    private final ExecutorService threads;
    private final Semaphore places;
    private final Semaphore transferPlaces;
    private final AtomicBoolean quiet = new AtomicBoolean();
    private final ReentrantLock lock = new ReentrantLock();
    private final Condition changed = lock.newCondition();
    private int calls;
    private int lives;

    /**
     * A lane.
     *
     * @param name of its threads
     * @param atOnce how many small calls may be under way at once
     * @param transfersAtOnce how many files may be moved at once
     */
    public EffectLane(String name, int atOnce, int transfersAtOnce) {
        this(
                Executors.newThreadPerTaskExecutor(
                        Thread.ofVirtual().name(name + "-", 0).factory()),
                atOnce,
                transfersAtOnce);
    }

    /**
     * A lane on threads that are given.
     *
     * @param threads never a stream thread; ended with the lane
     * @param atOnce how many small calls may be under way at once
     * @param transfersAtOnce how many files may be moved at once
     */
    public EffectLane(ExecutorService threads, int atOnce, int transfersAtOnce) {
        this.threads = threads;
        this.places = new Semaphore(atOnce, true);
        this.transferPlaces = new Semaphore(transfersAtOnce, true);
    }

    /** Whether nothing new may be started. */
    boolean quiet() {
        return quiet.get();
    }

    Future<?> submit(Callable<Void> call) {
        return submit(call, places);
    }

    Future<?> submitTransfer(Callable<Void> call) {
        return submit(call, transferPlaces);
    }

    private Future<?> submit(Callable<Void> call, Semaphore places) {
        return threads.submit(() -> {
            places.acquire();
            try {
                return call.call();
            } finally {
                places.release();
            }
        });
    }

    /** How many calls wait, are under way, or have an outcome that is not drained yet. */
    int unfinished() {
        lock.lock();
        try {
            return calls;
        } finally {
            lock.unlock();
        }
    }

    /** Counts a call whose outcome is not drained yet. */
    void callBegan() {
        change(() -> calls++);
    }

    /** Counts a call whose outcome was drained or dropped. */
    void callEnded() {
        change(() -> calls--);
    }

    /** Counts a life that has to be told of the process's end. */
    void lifeBegan() {
        change(() -> lives++);
    }

    /** Counts a life that was told of the end, or has ended. */
    void lifeEnded() {
        change(() -> lives--);
    }

    private void change(Runnable count) {
        lock.lock();
        try {
            count.run();
            changed.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Starts nothing more and waits until every life knows it and every outcome was drained, at most this long; true
     * if all were.
     */
    public boolean quiesce(Duration atMost) {
        quiet.set(true);
        lock.lock();
        try {
            long left = atMost.toNanos();
            while (calls + lives > 0 && left > 0) {
                left = changed.awaitNanos(left);
            }
            return calls + lives == 0;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        } finally {
            lock.unlock();
        }
    }

    /** Interrupts whatever is still under way, and gives it a moment to end. */
    @Override
    public void close() {
        quiet.set(true);
        threads.shutdownNow();
        try {
            boolean unused = threads.awaitTermination(LAST.toMillis(), TimeUnit.MILLISECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
