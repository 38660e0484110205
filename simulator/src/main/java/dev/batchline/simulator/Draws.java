package dev.batchline.simulator;

import java.util.SplittableRandom;

/** Seeded draws that depend on what they are for and not on what was drawn before. */
final class Draws {

    private static final long FNV_START = 0xcbf29ce484222325L;
    private static final long FNV_PRIME = 0x100000001b3L;

    private final long seed;

    Draws(long seed) {
        this.seed = seed;
    }

    /** A number from 0 up to 1 for a fault and what it may hit. */
    double draw(int fault, long... what) {
        long mixed = new SplittableRandom(seed ^ ((long) fault << 48)).nextLong();
        for (long part : what) {
            mixed = new SplittableRandom(mixed ^ part).nextLong();
        }
        return new SplittableRandom(mixed).nextDouble();
    }

    static long hash(String text) {
        long hash = FNV_START;
        for (int i = 0; i < text.length(); i++) {
            hash = (hash ^ text.charAt(i)) * FNV_PRIME;
        }
        return hash;
    }
}
