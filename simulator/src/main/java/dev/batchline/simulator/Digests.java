package dev.batchline.simulator;

import java.nio.ByteBuffer;
import java.util.HexFormat;

/**
 * Numbers byte strings from 0 in the order in which they first come, by the first 128 bits of their SHA-256: about 24
 * bytes of memory each, whatever their length.
 */
final class Digests {

    private static final int WORDS = 4;

    private final Ints words = new Ints();
    private int[] slots = new int[1024];
    private int size;

    int size() {
        return size;
    }

    /** The number of a digest, given to it now if it is new. */
    int number(byte[] sha256) {
        ByteBuffer digest = ByteBuffer.wrap(sha256);
        int slot = slot(digest);
        if (slots[slot] != 0) {
            return slots[slot] - 1;
        }
        for (int word = 0; word < WORDS; word++) {
            words.set(size * WORDS + word, digest.getInt(word * Integer.BYTES));
        }
        slots[slot] = ++size;
        if (size * 4L > slots.length * 3L) {
            rehash();
        }
        return size - 1;
    }

    /** The number of a digest, or -1 if it never came. */
    int find(byte[] sha256) {
        return slots[slot(ByteBuffer.wrap(sha256))] - 1;
    }

    /** The first 32 hexadecimal digits of a SHA-256. */
    String hex(int number) {
        ByteBuffer digest = ByteBuffer.allocate(WORDS * Integer.BYTES);
        for (int word = 0; word < WORDS; word++) {
            digest.putInt(words.get(number * WORDS + word));
        }
        return HexFormat.of().formatHex(digest.array());
    }

    private int slot(ByteBuffer digest) {
        int mask = slots.length - 1;
        int slot = digest.getInt(0) & mask;
        while (slots[slot] != 0 && !equal(slots[slot] - 1, digest)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private boolean equal(int number, ByteBuffer digest) {
        for (int word = 0; word < WORDS; word++) {
            if (words.get(number * WORDS + word) != digest.getInt(word * Integer.BYTES)) {
                return false;
            }
        }
        return true;
    }

    private void rehash() {
        int[] wider = new int[slots.length * 2];
        int mask = wider.length - 1;
        for (int number = 0; number < size; number++) {
            int slot = words.get(number * WORDS) & mask;
            while (wider[slot] != 0) {
                slot = (slot + 1) & mask;
            }
            wider[slot] = number + 1;
        }
        slots = wider;
    }
}
