package dev.batchline.simulator;

import java.util.stream.IntStream;

/** How often each of many numbered things was executed and billed. */
final class Tally {

    private final Ints executed = new Ints();
    private final Ints billed = new Ints();
    private int size;

    void count(int number, boolean bill) {
        size = Math.max(size, number + 1);
        executed.add(number, 1);
        if (bill) {
            billed.add(number, 1);
        }
    }

    int executed(int number) {
        return number < 0 ? 0 : executed.get(number);
    }

    int billed(int number) {
        return number < 0 ? 0 : billed.get(number);
    }

    long executedMoreThanOnce() {
        return IntStream.range(0, size).filter(i -> executed.get(i) > 1).count();
    }

    long billedMoreThanOnce() {
        return IntStream.range(0, size).filter(i -> billed.get(i) > 1).count();
    }
}
