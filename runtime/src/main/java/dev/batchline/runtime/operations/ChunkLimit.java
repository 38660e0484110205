package dev.batchline.runtime.operations;

/**
 * How much a task forwards at most from one punctuation. It halves when a transaction with forwarded records was lost,
 * down to a floor, and doubles when later ones are known to be committed.
 */
public final class ChunkLimit {
    /** At most so many records. */
    public static final int MOST_RECORDS = 1_000;

    /** At most so many bytes, if that is more than one record. */
    public static final int MOST_BYTES = 4 * 1024 * 1024;

    private static final int MOST_HALVINGS = 5;

    private int halvings;

    /** Records at most. */
    public synchronized int records() {
        return MOST_RECORDS >> halvings;
    }

    /** Bytes at most. */
    public synchronized int bytes() {
        return MOST_BYTES >> halvings;
    }

    /** What was forwarded did not become committed. */
    public synchronized void halve() {
        halvings = Math.min(halvings + 1, MOST_HALVINGS);
    }

    /** What was forwarded was committed. */
    public synchronized void grow() {
        halvings = Math.max(halvings - 1, 0);
    }
}
