package dev.batchline.runtime;

/** What the objects that are still needed take on the heap. */
public final class UsedHeap {
    private static final int COLLECTIONS = 3;

    private UsedHeap() {}

    /** The bytes, as exactly as collecting garbage tells. */
    public static long bytes() {
        Runtime jvm = Runtime.getRuntime();
        long least = Long.MAX_VALUE;
        for (int i = 0; i < COLLECTIONS; i++) {
            System.gc();
            least = Math.min(least, jvm.totalMemory() - jvm.freeMemory());
        }
        return least;
    }
}
