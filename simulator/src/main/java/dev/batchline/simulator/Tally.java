package dev.batchline.simulator;

import java.util.Arrays;

/** How often each of many numbered things was executed and billed. */
final class Tally {

    private int[] executed = new int[256];
    private int[] billed = new int[256];

    void count(int number, boolean bill) {
        if (number >= executed.length) {
            executed = Arrays.copyOf(executed, Math.max(number + 1, executed.length * 2));
            billed = Arrays.copyOf(billed, executed.length);
        }
        executed[number]++;
        billed[number] += bill ? 1 : 0;
    }

    int executed(int number) {
        return number < 0 || number >= executed.length ? 0 : executed[number];
    }

    int billed(int number) {
        return number < 0 || number >= billed.length ? 0 : billed[number];
    }
}
