package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the batcher and the joiner do on disks that are full, and when there is room again. Needs to be root. */
@Tag("long")
class FullDiskIT {
    private static final List<String> SERVICES = List.of("batcher", "joiner");
    private static final List<String> SETTINGS = List.of(
            "partitions=2",
            "window.max.requests=2000",
            "window.linger.ms=2000",
            "poll.interval.min.ms=200",
            "poll.interval.max.ms=500",
            "retry.backoff.ms=500");

    @TempDir
    private Path directory;

    @AfterEach
    void unmount() throws Exception {
        for (String service : SERVICES) {
            run("umount", "-l", disk(service).toString());
        }
    }

    @Test
    @Tag("crash-row-12")
    @Tag("invariant-10")
    void waitForRoomAndGoOn() throws Exception {
        for (String service : SERVICES) {
            Files.createDirectories(disk(service));
            String[] mount = {
                "mount", "-t", "tmpfs", "-o", "size=4m", "tmpfs", disk(service).toString()
            };
            Assumptions.assumeTrue(run(mount) == 0, "not allowed to mount");
        }
        Requests sent = Requests.of("full", 6_000);
        try (Installation installation = new Installation(directory, List.of("--speed", "8"), SETTINGS);
                Outcomes outcomes = new Outcomes(installation.config())) {
            installation.startAndAwait(Installation.SERVICES);
            for (String service : SERVICES) {
                fill(service);
            }
            installation.send(sent);
            awaitWords(installation, "batcher", "Spool file cannot be written");
            awaitWords(installation, "batcher", "Call failed and is made again");
            assertThat(outcomes.results()).isEmpty();
            Files.delete(ballast("batcher"));
            awaitWords(installation, "joiner", "Results cannot be written to disk");
            assertThat(outcomes.results()).isEmpty();
            Files.delete(ballast("joiner"));
            await().failFast("a service is dead", installation::anyDead)
                    .untilAsserted(() -> outcomes.assertEnded(List.of(sent)));
            installation.provider().assertNothingExecutedTwice();
        }
    }

    private void fill(String service) throws IOException {
        byte[] some = new byte[4_096];
        try (OutputStream out = Files.newOutputStream(ballast(service))) {
            while (true) {
                out.write(some);
            }
        } catch (IOException full) {
            assertThat(disk(service).toFile().getUsableSpace()).isLessThan(some.length);
        }
    }

    private Path ballast(String service) {
        return disk(service).resolve("ballast");
    }

    private Path disk(String service) {
        return directory.resolve("spool-" + service);
    }

    private static void awaitWords(Installation installation, String service, String words) {
        await().until(() -> installation.service(service).text().contains(words));
    }

    private static int run(String... command) throws Exception {
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                .start()
                .waitFor();
    }

    private static ConditionFactory await() {
        return Awaitility.await().pollInterval(Duration.ofMillis(100)).atMost(Duration.ofMinutes(3));
    }
}
