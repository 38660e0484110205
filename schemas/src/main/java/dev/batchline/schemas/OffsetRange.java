package dev.batchline.schemas;

/**
 * Offsets of one partition that lie side by side.
 *
 * @param from the first
 * @param to the last, inclusive
 */
public record OffsetRange(long from, long to) {
    public OffsetRange {
        if (to < from) {
            throw new IllegalArgumentException("a range from " + from + " to " + to);
        }
    }

    /** Whether the offset lies in it. */
    public boolean contains(long offset) {
        return from <= offset && offset <= to;
    }
}
