package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.batchline.cli.Batchline;
import dev.batchline.cli.ExitCodes;
import dev.batchline.cli.Shell;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A minute of {@code ./batchline chaos} under a seed that is drawn anew each time and stands in the message when a
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
        ByteArrayOutputStream report = new ByteArrayOutputStream();
        ByteArrayOutputStream progress = new ByteArrayOutputStream();
        int exitCode;
        try (PrintStream out = new PrintStream(report, true, StandardCharsets.UTF_8);
                PrintStream err = new PrintStream(progress, true, StandardCharsets.UTF_8)) {
            Shell shell = new Shell(Map.of(), InputStream.nullInputStream(), out, err);
            exitCode = Batchline.execute(
                    shell,
                    "chaos",
                    "--seconds",
                    "60",
                    "--requests",
                    "5000",
                    "--output",
                    "json",
                    "--directory",
                    directory.toString());
        }
        String printed = progress.toString(StandardCharsets.UTF_8) + report.toString(StandardCharsets.UTF_8);
        if (exitCode != ExitCodes.OK) {
            keepLogs();
        }
        assertThat(exitCode).as(printed).isEqualTo(ExitCodes.OK);
        JsonNode figures = new ObjectMapper().readTree(report.toByteArray());
        assertThat(figures.at("/figures/sent").asLong()).isGreaterThan(4_000);
        assertThat(figures.at("/figures/paid_twice").asLong()).isZero();
        assertThat(stops(figures)).as(printed).isGreaterThanOrEqualTo(3);
    }

    private static int stops(JsonNode report) {
        int stops = 0;
        for (String kind : List.of("kill", "freeze", "long-freeze")) {
            for (JsonNode times : report.at("/counted").path(kind)) {
                stops += times.asInt();
            }
        }
        return stops;
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
