package dev.batchline.dst;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The other half of the seeds, which runs beside the first. */
class MoreRandomFaultsTest {
    @TempDir
    Path directory;

    @Test
    void everyPromiseIsKeptWhateverGoesWrong() {
        new SeededRuns(directory).half(1);
    }
}
