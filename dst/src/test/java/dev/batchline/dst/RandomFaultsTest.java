package dev.batchline.dst;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whatever goes wrong, every promise is kept: many seeds, each of them a run of its own. */
class RandomFaultsTest {
    @TempDir
    Path directory;

    @Test
    void everyPromiseIsKeptWhateverGoesWrong() {
        new SeededRuns(directory).half(0);
    }

    @Test
    void theSameSeedGivesTheSameRun() {
        for (int seed = 1; seed <= 5; seed++) {
            Run run = Run.random(seed, directory, true);
            assertThat(Run.random(seed, directory, true).trace()).isEqualTo(run.trace());
        }
    }
}
