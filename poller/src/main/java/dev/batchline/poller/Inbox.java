package dev.batchline.poller;

import dev.batchline.providers.RemoteBatch;
import dev.batchline.schemas.BatchMarks;
import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What sweeps found for one life of a task, until its stream thread takes it: so many batches and no more. */
final class Inbox {
    private static final int PLACES = 200;

    private final int partition;
    private final Queue<Letter> letters = new ConcurrentLinkedQueue<>();
    private final Semaphore places = new Semaphore(PLACES);
    private volatile boolean closed;

    Inbox(int partition) {
        this.partition = partition;
    }

    int partition() {
        return partition;
    }

    /** Adds a batch when there is room for it; false if there was none for so long. */
    boolean offer(Seen seen, Duration atMost) throws InterruptedException {
        if (!places.tryAcquire(atMost.toNanos(), TimeUnit.NANOSECONDS)) {
            return false;
        }
        if (!closed) {
            letters.add(seen);
        }
        return true;
    }

    /** Adds that a sweep has ended: always, since somebody waits for it. */
    void finished(Finished finished) {
        letters.add(finished);
    }

    /** Nobody reads it any more: what is added is dropped. */
    void close() {
        closed = true;
        letters.clear();
        places.release(Integer.MAX_VALUE / 2);
    }

    /** What came first, if anything is there. */
    @Nullable
    Letter poll() {
        Letter letter = letters.poll();
        if (letter instanceof Seen) {
            places.release();
        }
        return letter;
    }

    /** What a sweep tells a task. */
    sealed interface Letter {}

    /**
     * A batch of a window in the task's partition.
     *
     * @param account whose list it stands in
     * @param batch as the list shows it
     * @param marks what it carries
     */
    record Seen(String account, RemoteBatch batch, BatchMarks marks) implements Letter {}

    /**
     * All batches of a sweep were told.
     *
     * @param account whose list it was
     * @param number which sweep of the account
     */
    record Finished(String account, long number) implements Letter {}
}
