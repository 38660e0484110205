package dev.batchline.dst;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A run in which windows are taken apart for one tenant's sake, with a blow at each read and commit in turn. */
@Tag("crash-row-13")
class EveryPointOfACancelTest {
    private static final int SEEDS = 50;
    private static final Scenario SCENARIO = Scenario.withOperator();

    @TempDir
    Path directory;

    private List<String> points = List.of();
    private long seed;

    /** The first run that takes windows apart. */
    @BeforeEach
    void findRun() {
        for (seed = 1; seed <= SEEDS; seed++) {
            OnePoint none = OnePoint.none();
            Run run = Run.fixed(seed, SCENARIO, none, directory);
            assertThat(run.broken()).isEmpty();
            if (run.covered().getOrDefault(CancelsWatch.TAKEN_APART, 0) >= 2) {
                points = none.points();
                return;
            }
        }
        throw new AssertionError("no run takes a window apart");
    }

    @Test
    void aProcessIsKilledAndStartedAgainAtOnce() {
        everywhere(
                "at (commit|long scan|scan|read lanes).*",
                n -> OnePoint.blow(n, new Faults.Blow(Faults.Blow.Kind.KILL, Duration.ofSeconds(1))));
    }

    @Test
    void aCommitNeverArrives() {
        everywhere("commit .*", n -> OnePoint.commit(n, CommitFate.REQUEST_LOST));
    }

    private void everywhere(String kind, IntFunction<OnePoint> faults) {
        List<String> broken = new ArrayList<>();
        for (int n = 0; n < points.size(); n++) {
            if (points.get(n).matches(kind)) {
                Run run = Run.fixed(seed, SCENARIO, faults.apply(n), directory);
                if (!run.broken().isEmpty()) {
                    broken.add(n + " (" + points.get(n) + "): " + run.broken());
                }
            }
        }
        assertThat(broken).isEmpty();
    }
}
