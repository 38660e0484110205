package dev.batchline.batcher;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.List;
import org.apache.kafka.common.utils.Utils;

/**
 * Remembers the custom_ids of one window: a Bloom filter that grows by parts, each twice as large as the one before. It
 * never misses one that was added; about one in ten thousand others is taken for one, which costs it a wire id.
 *
 * <p>What it answers depends on the ids and their order alone, so that a window that is read again gets the same lines.
 */
final class DuplicateFilter {
    private static final int FIRST_CAPACITY = 512;
    private static final int BITS_PER_ID = 20;
    private static final int HASHES = 12;

    private final List<BitSet> parts = new ArrayList<>();
    private int capacity = FIRST_CAPACITY;
    private int added;

    DuplicateFilter() {
        parts.add(new BitSet());
    }

    /** Adds an id; false if it may have been added before. */
    boolean add(String customId) {
        byte[] utf8 = customId.getBytes(StandardCharsets.UTF_8);
        int first = Utils.murmur2(utf8);
        int second = spread(first, utf8);
        int size = FIRST_CAPACITY;
        for (BitSet part : parts) {
            if (contains(part, size, first, second)) {
                return false;
            }
            size *= 2;
        }
        if (added == capacity) {
            parts.add(new BitSet());
            capacity *= 2;
            added = 0;
        }
        BitSet last = parts.get(parts.size() - 1);
        for (int i = 0; i < HASHES; i++) {
            last.set(bit(first, second, i, capacity));
        }
        added++;
        return true;
    }

    private static boolean contains(BitSet part, int size, int first, int second) {
        for (int i = 0; i < HASHES; i++) {
            if (!part.get(bit(first, second, i, size))) {
                return false;
            }
        }
        return true;
    }

    private static int bit(int first, int second, int i, int size) {
        return Math.floorMod(first + i * second, size * BITS_PER_ID);
    }

    /** A second hash that does not follow from the first. */
    private static int spread(int first, byte[] utf8) {
        int hash = first ^ 0x9E3779B9;
        for (byte b : utf8) {
            hash = (hash ^ b) * 0x01000193;
        }
        return hash | 1;
    }
}
