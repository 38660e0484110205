package dev.batchline.dst;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever goes wrong, every promise is kept: many seeds, each of them a run of its own. */
class RandomFaultsTest {
    private static final int SEEDS = Integer.getInteger("dst.seeds", 2_000);
    private static final List<String> ROWS = IntStream.rangeClosed(1, 12)
            .mapToObj(row -> String.format("row-%02d", row))
            .toList();

    /** A window goes back to be uploaded after its batch has failed only where batches have no files. */
    private static final Set<String> NOT_WITH_FILES = Set.of("submitted>sealed");

    private static final int FIRST = Integer.getInteger("dst.first", 1);

    @TempDir
    Path directory;

    @Test
    void everyPromiseIsKeptWhateverGoesWrong() {
        Map<String, Integer> covered = new TreeMap<>();
        List<String> broken = new ArrayList<>();
        for (int seed = FIRST; seed < FIRST + SEEDS && broken.isEmpty(); seed++) {
            Run run = Run.random(seed, directory, false);
            run.covered().forEach((what, times) -> covered.merge(what, times, Integer::sum));
            if (!run.broken().isEmpty()) {
                broken.add("seed " + seed + ": " + run.broken());
            }
        }
        System.out.println(covered);
        assertThat(broken).isEmpty();
        if (SEEDS >= 2_000) {
            Set<String> expected = new TreeSet<>(WindowsWatch.TRANSITIONS);
            expected.removeAll(NOT_WITH_FILES);
            ROWS.forEach(expected::add);
            assertThat(expected)
                    .allSatisfy(what ->
                            assertThat(covered.getOrDefault(what, 0)).as(what).isGreaterThanOrEqualTo(20));
        }
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        for (int seed = FIRST; seed < FIRST + 5; seed++) {
            Run run = Run.random(seed, directory, true);
            assertThat(Run.random(seed, directory, true).trace()).isEqualTo(run.trace());
        }
    }
}
