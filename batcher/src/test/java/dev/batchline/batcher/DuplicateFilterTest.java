package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.function.IntFunction;
import org.junit.jupiter.api.Test;

/** What the filter of custom_ids remembers and how often it errs. */
class DuplicateFilterTest {
    private static final int IDS = 50_000;

    private static final List<IntFunction<String>> SHAPES = List.of(
            i -> "request-" + i,
            i -> Integer.toString(i),
            i -> String.format("%032x", i),
            i -> "task-" + i % 223 + "-ü-" + i / 223,
            i -> Long.toHexString(new Random(i).nextLong()) + "-" + i);

    @Test
    void neverMissesAnIdThatWasAdded() {
        for (IntFunction<String> shape : SHAPES) {
            DuplicateFilter filter = new DuplicateFilter();
            for (int i = 0; i < IDS; i++) {
                filter.add(shape.apply(i));
            }
            for (int i = 0; i < IDS; i++) {
                assertThat(filter.add(shape.apply(i))).as(shape.apply(i)).isFalse();
            }
        }
    }

    @Test
    void takesAtMostOneInAThousandNewIdsForAnOldOne() {
        for (IntFunction<String> shape : SHAPES) {
            DuplicateFilter filter = new DuplicateFilter();
            int wrong = 0;
            for (int i = 0; i < IDS; i++) {
                wrong += filter.add(shape.apply(i)) ? 0 : 1;
            }
            assertThat(wrong).as("of %d like %s", IDS, shape.apply(4711)).isLessThanOrEqualTo(IDS / 1_000);
        }
    }

    @Test
    void answersTheSameForTheSameIdsInTheSameOrder() {
        long seed = 42;
        List<Boolean> first = answers(seed);
        assertThat(answers(seed)).isEqualTo(first).contains(true, false);
    }

    private static List<Boolean> answers(long seed) {
        Random random = new Random(seed);
        DuplicateFilter filter = new DuplicateFilter();
        List<Boolean> answers = new ArrayList<>();
        for (int i = 0; i < 5_000; i++) {
            answers.add(filter.add("id-" + random.nextInt(4_000)));
        }
        return answers;
    }
}
