package dev.batchline.dst;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever goes wrong, every promise is kept: many seeds, each of them a run of its own. */
class RandomFaultsTest {
    private static final int SEEDS = Integer.getInteger("dst.seeds", 2_000);
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
    }
}
