package dev.batchline.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Offsets are in the set or not. */
class OffsetSetTest {
    private final OffsetSet set = new OffsetSet();

    @Test
    void isASet() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        Set<Long> model = new HashSet<>();
        for (int i = 0; i < 20_000; i++) {
            long offset = random.nextLong(5_000) + (random.nextBoolean() ? 1L << 40 : 0);
            if (random.nextInt(3) == 0) {
                set.remove(offset);
                model.remove(offset);
            } else {
                set.add(offset);
                model.add(offset);
            }
        }
        for (long base : new long[] {0, 1L << 40}) {
            for (long offset = base; offset < base + 5_000; offset++) {
                assertThat(set.contains(offset)).as("%s, seed %s", offset, seed).isEqualTo(model.contains(offset));
            }
        }
        assertThat(set.contains(Long.MAX_VALUE)).isFalse();
    }
}
