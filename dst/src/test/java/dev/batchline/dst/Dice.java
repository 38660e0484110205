package dev.batchline.dst;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Random;

/** Everything that a run leaves to chance: the same seed gives the same answers. */
final class Dice {
    private final Random random;

    Dice(long seed) {
        // Neighbouring seeds begin alike.
        this.random = new Random(seed * 0x9E3779B97F4A7C15L);
        random.nextLong();
    }

    boolean chance(double share) {
        return random.nextDouble() < share;
    }

    /** A number from one to another, both included. */
    int between(int least, int most) {
        return least + random.nextInt(most - least + 1);
    }

    Duration millis(int least, int most) {
        return Duration.ofMillis(between(least, most));
    }

    <T> T pick(List<T> all) {
        return all.get(random.nextInt(all.size()));
    }

    <T> List<T> shuffled(Collection<T> all) {
        List<T> shuffled = new ArrayList<>(all);
        Collections.shuffle(shuffled, random);
        return shuffled;
    }

    Random random() {
        return random;
    }
}
