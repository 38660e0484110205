package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.cli.Batchline;
import dev.batchline.cli.ExitCodes;
import dev.batchline.cli.Shell;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Half a minute of {@code ./batchline chaos} under a seed that is drawn anew each time and stands in the message when a
 * promise is broken.
 */
class ChaosIT {
    @TempDir
    private Path directory;

    @Test
    @Tag("invariant-1")
    @Tag("invariant-7")
    @Tag("invariant-10")
    void everyPromiseIsKeptUnderFaults() throws Exception {
        ByteArrayOutputStream printed = new ByteArrayOutputStream();
        try (PrintStream out = new PrintStream(printed, true, StandardCharsets.UTF_8)) {
            Shell shell = new Shell(Map.of(), InputStream.nullInputStream(), out, out);

            int exitCode = Batchline.execute(
                    shell, "chaos", "--seconds", "30", "--requests", "3000", "--directory", directory.toString());

            if (exitCode != ExitCodes.OK) {
                keepLogs();
            }
            assertThat(exitCode).as(printed.toString(StandardCharsets.UTF_8)).isEqualTo(ExitCodes.OK);
        }
        assertThat(printed.toString(StandardCharsets.UTF_8)).contains("counted").contains("Every promise was kept");
    }

    private void keepLogs() throws Exception {
        Path kept = Files.createTempDirectory(Path.of("target").toAbsolutePath(), "chaos");
        try (var logs = Files.newDirectoryStream(directory, "*.log")) {
            for (Path log : logs) {
                Files.copy(log, kept.resolve(log.getFileName()));
            }
        }
    }
}
