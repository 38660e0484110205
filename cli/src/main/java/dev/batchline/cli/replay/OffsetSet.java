package dev.batchline.cli.replay;

import java.util.HashMap;
import java.util.Map;

/**
 * A set of offsets of one partition: a bit for each, in blocks that are there only if one of theirs is in the set. Ten
 * million that lie side by side take about three megabytes, and no more than 150 bytes each however they are strewn.
 */
final class OffsetSet {
    private static final int WORDS = 8;
    private static final int BITS = WORDS * Long.SIZE;

    private final Map<Long, long[]> blocks = new HashMap<>();

    void add(long offset) {
        long[] block = blocks.computeIfAbsent(offset / BITS, unused -> new long[WORDS]);
        block[word(offset)] |= bit(offset);
    }

    void remove(long offset) {
        long[] block = blocks.get(offset / BITS);
        if (block != null) {
            block[word(offset)] &= ~bit(offset);
        }
    }

    boolean contains(long offset) {
        long[] block = blocks.get(offset / BITS);
        return block != null && (block[word(offset)] & bit(offset)) != 0;
    }

    private static int word(long offset) {
        return (int) (offset % BITS) / Long.SIZE;
    }

    private static long bit(long offset) {
        return 1L << (offset % Long.SIZE);
    }
}
