package dev.batchline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A simulator whose faults are wrong does not start. */
class SimulatorCommandTest {

    @TempDir
    Path directory;

    @Test
    void namesTheLineAndFieldOfAWrongFaultFile() throws IOException {
        Path file = Files.writeString(
                directory.resolve("faults.json"),
                "{\"faults\": [\n{\"fault\": \"fail_lines\", \"share\": 0.1, \"status\": 500, \"bathces\": {}}\n]}");
        Run run = Run.of("simulator", "--port", "0", "--faults", file.toString());
        assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
        assertThat(run.err()).contains("faults.json line 2, faults[0].bathces");
    }

    @Test
    void saysThatTheFaultFileIsNotThere() {
        Run run = Run.of(
                "simulator",
                "--port",
                "0",
                "--faults",
                directory.resolve("none.json").toString());
        assertThat(run.exitCode()).isEqualTo(ExitCodes.USAGE);
        assertThat(run.err()).contains("none.json");
    }

    @Test
    void refusesFlagsThatNoFaultTakes() {
        Run status = Run.of("simulator", "--port", "0", "--fail-share", "0.5", "--fail-status", "200");
        assertThat(status.exitCode()).isEqualTo(ExitCodes.USAGE);
        assertThat(status.err()).contains("outside 2xx");
        assertThat(Run.of("simulator", "--port", "0", "--stick-batch", "0").err())
                .contains("starts at 1");
        assertThat(Run.of("simulator", "--port", "0", "--fail-batch", "0=empty_file")
                        .err())
                .contains("starts at 1");
        assertThat(Run.of("simulator", "--port", "0", "--enqueued-tokens", "m=-1")
                        .err())
                .contains("0 or more");
    }
}
