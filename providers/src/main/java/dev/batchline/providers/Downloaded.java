package dev.batchline.providers;

/**
 * A file that was downloaded, or that was too large for that.
 *
 * @param bytes how many it has; of one that was too large as far as that is known
 * @param whole whether it is there; else nothing of it was kept
 */
public record Downloaded(long bytes, boolean whole) {
    /** A file that is there. */
    public Downloaded(long bytes) {
        this(bytes, true);
    }
}
