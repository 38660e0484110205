package dev.batchline.simulator;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Numbers byte strings from 0 in the order in which they first come, in little more memory than their bytes. */
final class ByteKeys {

    private static final int SLAB = 1 << 20;

    private final List<byte[]> slabs = new ArrayList<>();
    private int slabUsed = SLAB;
    private int[] slabOf = new int[256];
    private int[] positionOf = new int[256];
    private int[] lengthOf = new int[256];
    private int[] slots = new int[1024];
    private int size;

    int size() {
        return size;
    }

    /** The key's number, given to it now if it is new. */
    int number(byte[] key) {
        int slot = slot(key);
        if (slots[slot] != 0) {
            return slots[slot] - 1;
        }
        store(key);
        slots[slot] = size;
        if (size * 2 > slots.length) {
            rehash();
        }
        return size - 1;
    }

    /** The key's number, or -1 if it never came. */
    int find(byte[] key) {
        return slots[slot(key)] - 1;
    }

    byte[] key(int number) {
        int from = positionOf[number];
        return Arrays.copyOfRange(slabs.get(slabOf[number]), from, from + lengthOf[number]);
    }

    private int slot(byte[] key) {
        int mask = slots.length - 1;
        int slot = mix(Arrays.hashCode(key)) & mask;
        while (slots[slot] != 0 && !equal(slots[slot] - 1, key)) {
            slot = (slot + 1) & mask;
        }
        return slot;
    }

    private boolean equal(int number, byte[] key) {
        int from = positionOf[number];
        byte[] slab = slabs.get(slabOf[number]);
        return Arrays.equals(slab, from, from + lengthOf[number], key, 0, key.length);
    }

    private void store(byte[] key) {
        if (slabUsed + key.length > SLAB || slabs.isEmpty()) {
            slabs.add(new byte[Math.max(SLAB, key.length)]);
            slabUsed = 0;
        }
        if (size == slabOf.length) {
            slabOf = Arrays.copyOf(slabOf, size * 2);
            positionOf = Arrays.copyOf(positionOf, size * 2);
            lengthOf = Arrays.copyOf(lengthOf, size * 2);
        }
        System.arraycopy(key, 0, slabs.getLast(), slabUsed, key.length);
        slabOf[size] = slabs.size() - 1;
        positionOf[size] = slabUsed;
        lengthOf[size] = key.length;
        slabUsed += key.length;
        size++;
    }

    private void rehash() {
        slots = new int[slots.length * 2];
        for (int number = 0; number < size; number++) {
            slots[slot(key(number))] = number + 1;
        }
    }

    private static int mix(int hash) {
        int mixed = hash * 0x9E3779B9;
        return mixed ^ (mixed >>> 15);
    }
}
