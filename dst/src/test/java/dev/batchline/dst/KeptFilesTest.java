package dev.batchline.dst;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * With a provider that deletes no files nothing refuses a create that is late: a second batch runs then, and the sweep
 * finds it and asks for its end.
 */
class KeptFilesTest {
    private static final int SEEDS = 4;
    private static final Faults.Blow FREEZE = new Faults.Blow(Faults.Blow.Kind.FREEZE, Duration.ofSeconds(70));

    @TempDir
    Path directory;

    @Test
    void theSweepEndsASecondBatch() {
        int late = 0;
        for (int seed = 1; seed <= SEEDS; seed++) {
            OnePoint none = OnePoint.none();
            Run.fixed(seed, Scenario.withoutFence(), none, directory);
            List<String> points = none.points();
            for (int n = 0; n < points.size(); n++) {
                if (points.get(n).startsWith("at create of")) {
                    Run run = Run.fixed(seed, Scenario.withoutFence(), OnePoint.blow(n, FREEZE), directory);
                    assertThat(run.broken()).as("seed %d, point %d", seed, n).isEmpty();
                    late += run.covered().getOrDefault(WindowsWatch.TOO_LATE, 0);
                }
            }
        }
        assertThat(late).as("second batches").isPositive();
    }
}
