package dev.batchline.dst;

import java.time.Instant;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;

/**
 * A thread of a simulated process. It runs only while the schedule has resumed it, and stands still at every point
 * where a real one could be stopped, so that one thread runs at a time and a run can be repeated.
 */
final class Strand {
    private static final ThreadLocal<@Nullable Strand> CURRENT = new ThreadLocal<>();

    private final String name;
    private final Schedule schedule;
    private final SimProcess process;
    private final boolean stream;
    private final Semaphore go = new Semaphore(0);
    private final Semaphore back = new Semaphore(0);
    private final Runnable work;
    private @Nullable Thread thread;
    private volatile boolean finished;
    private volatile boolean killed;
    private volatile @Nullable Throwable failure;
    private Instant wakeAt;
    private String at = "start";

    /**
     * A thread that has not begun.
     *
     * @param stream whether it is a stream thread, on which nothing may be called
     */
    Strand(String name, Schedule schedule, SimProcess process, boolean stream, Runnable work) {
        this.name = name;
        this.schedule = schedule;
        this.process = process;
        this.stream = stream;
        this.work = work;
        this.wakeAt = schedule.time().now();
    }

    /** The one that runs now. */
    static Strand current() {
        Strand current = CURRENT.get();
        if (current == null) {
            throw new IllegalStateException("no simulated thread runs " + Thread.currentThread());
        }
        return current;
    }

    String name() {
        return name;
    }

    /** Where it stands. */
    String at() {
        return at;
    }

    boolean stream() {
        return stream;
    }

    SimProcess process() {
        return process;
    }

    boolean finished() {
        return finished;
    }

    Instant wakeAt() {
        return wakeAt;
    }

    void wakeAt(Instant when) {
        if (when.isBefore(wakeAt)) {
            wakeAt = when;
        }
    }

    /** Stands still until this time at least. Called by the thread itself. */
    void standUntil(String where, Instant until) {
        at = where;
        wakeAt = until;
        back.release();
        go.acquireUninterruptibly();
        if (killed) {
            throw new ProcessDied();
        }
    }

    /** Lets it run until it stands still again. Called by the schedule. */
    void resume() {
        if (thread == null) {
            thread = Thread.ofVirtual().name(name).start(this::run);
        } else {
            go.release();
        }
        back.acquireUninterruptibly();
        Throwable thrown = failure;
        if (thrown != null) {
            throw new IllegalStateException(name + " failed", thrown);
        }
    }

    /** Ends it where it stands. */
    void kill() {
        killed = true;
        if (thread == null) {
            finished = true;
        }
        while (!finished) {
            resume();
        }
    }

    private void run() {
        CURRENT.set(this);
        try {
            work.run();
        } catch (ProcessDied died) {
            // That is how a killed one ends.
        } catch (Throwable e) {
            failure = killed ? null : e;
        } finally {
            finished = true;
            schedule.ended(this);
            back.release();
        }
    }
}
