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

/** Runs of many seeds, and what they have to come by. */
final class SeededRuns {
    /** How many there are in all. */
    static final int SEEDS = Integer.getInteger("dst.seeds", 2_000);

    private static final int FIRST = Integer.getInteger("dst.first", 1);
    private static final int HALVES = 2;

    /** How often, in all, each step of a window and each row of the crash table is to happen at least. */
    private static final int OFTEN = 20;

    /** A window goes back to be uploaded after its batch has failed only where batches have no files. */
    private static final Set<String> NOT_WITH_FILES = Set.of("submitted>sealed");

    /** What has to follow from faults, or nothing shows that the services could deal with it. */
    private static final Set<String> CONSEQUENCES = Set.of(
            "create refused for want of its file",
            "batch cancelled",
            "request cancelled",
            CancelsWatch.TAKEN_APART,
            "carried out after its caller's end",
            WindowsWatch.ADOPTED,
            WindowsWatch.RENEWED,
            ModelReaders.MADE_AGAIN);

    private final Path directory;

    SeededRuns(Path directory) {
        this.directory = directory;
    }

    /** Runs one half of the seeds: fails with the seed if a promise is broken. */
    void half(int which) {
        Map<String, Integer> covered = new TreeMap<>();
        List<String> broken = new ArrayList<>();
        for (int seed = FIRST + which; seed < FIRST + SEEDS && broken.isEmpty(); seed += HALVES) {
            Run run = Run.random(seed, directory, false);
            run.covered().forEach((what, times) -> covered.merge(what, times, Integer::sum));
            if (!run.broken().isEmpty()) {
                broken.add("seed " + seed + ": " + run.broken());
            }
        }
        assertThat(broken).isEmpty();
        if (SEEDS >= 2_000) {
            assertThat(expected())
                    .allSatisfy(what ->
                            assertThat(covered.getOrDefault(what, 0)).as(what).isGreaterThanOrEqualTo(OFTEN / HALVES));
        }
    }

    private static Set<String> expected() {
        Set<String> expected = new TreeSet<>(WindowsWatch.TRANSITIONS);
        expected.removeAll(NOT_WITH_FILES);
        expected.addAll(CONSEQUENCES);
        IntStream.rangeClosed(1, 12).forEach(row -> expected.add(String.format("row-%02d", row)));
        return expected;
    }
}
