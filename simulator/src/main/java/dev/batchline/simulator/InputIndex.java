package dev.batchline.simulator;

import java.util.Arrays;

/** Where each request line of an input file lies; twelve bytes of memory a line. */
final class InputIndex {

    private long[] starts = new long[1024];
    private int[] lengths = new int[1024];
    private int size;

    void add(long start, int length) {
        if (size == starts.length) {
            starts = Arrays.copyOf(starts, size * 2);
            lengths = Arrays.copyOf(lengths, size * 2);
        }
        starts[size] = start;
        lengths[size] = length;
        size++;
    }

    int size() {
        return size;
    }

    long start(int line) {
        return starts[line];
    }

    int length(int line) {
        return lengths[line];
    }
}
