package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Much of everything, through processes whose heaps have 256 MB each. */
class VolumeIT {
    private static final Logger LOG = LoggerFactory.getLogger(VolumeIT.class);

    /** As long as a request and an answer may be, nearly. */
    private static final int GIANT = 8_000_000;

    private static final List<String> SETTINGS = List.of(
            "partitions=2",
            "window.linger.ms=2000",
            "poll.interval.min.ms=500",
            "poll.interval.max.ms=1000",
            "retry.backoff.ms=500");

    @TempDir
    private Path directory;

    private Instant began = Instant.now();
    private long openFiles;

    @Test
    @Tag("invariant-9")
    void carriesGiantLinesAmongManySmallOnes() throws IOException {
        giantsAmong(12_000);
    }

    @Test
    @Tag("long")
    @Tag("invariant-9")
    void carriesGiantLinesAmongAsManySmallOnesAsTheyLike() throws IOException {
        giantsAmong(Integer.getInteger("batchline.volume.lines", 200_000));
    }

    private void giantsAmong(int lines) throws IOException {
        Path faults = Files.writeString(
                directory.resolve("faults.json"),
                "{\"faults\":[{\"fault\":\"giant_answers\",\"share\":" + 2.0 / lines + ",\"bytes\":" + GIANT + "}]}");
        Requests small = Requests.of("small", lines);
        try (Installation installation =
                        new Installation(directory, List.of("--speed", "8", "--faults", faults.toString()), SETTINGS);
                Tallied tallied = new Tallied(installation.config())) {
            installation.startAndAwait(Installation.SERVICES);
            began = Instant.now();
            for (int from = 0; from < lines; from += 10_000) {
                Requests some = new Requests("small", from, Math.min(10_000, lines - from));
                installation.send(some.lines().map(line -> isGiant(some, line) ? giant(line) : line)::iterator);
            }
            awaitEnd(installation, tallied, small.count());
            assertThat(tallied.completed()).isEqualTo(lines);
            assertThat(tallied.largest()).isGreaterThan(GIANT);
            figures(lines + " lines, a request and answers of " + GIANT + " bytes among them", installation);
        }
    }

    private static boolean isGiant(Requests some, byte[] line) {
        return some.from() == 0 && new String(line, StandardCharsets.UTF_8).contains("small-5000\"");
    }

    private static byte[] giant(byte[] line) {
        return new String(line, StandardCharsets.UTF_8)
                .replace("\"Say ", "\"" + "x".repeat(GIANT) + " say ")
                .getBytes(StandardCharsets.UTF_8);
    }

    @Test
    @Tag("long")
    @Tag("invariant-9")
    void endsARequestInEachOfAThousandLanes() {
        List<Requests> lanes = IntStream.range(0, 1_000)
                .mapToObj(lane -> Requests.of("lane" + lane, 5))
                .toList();
        try (Installation installation = new Installation(directory, List.of("--speed", "8"), SETTINGS);
                Tallied tallied = new Tallied(installation.config())) {
            installation.startAndAwait(Installation.SERVICES);
            began = Instant.now();
            List<byte[]> lines = new ArrayList<>();
            lanes.forEach(lane -> lane.lines().forEach(lines::add));
            installation.send(lines);
            awaitEnd(installation, tallied, 5_000);
            assertThat(tallied.completed()).isEqualTo(5_000);
            assertThat(openFiles).as("files and sockets").isLessThan(1_000);
            figures("1000 lanes of 5 requests", installation);
        }
    }

    @Test
    @Tag("long")
    @Tag("invariant-9")
    void failsEveryLineOfAFullBatch() {
        int lines = 50_000;
        try (Installation installation = new Installation(
                        directory, List.of("--speed", "8", "--fail-share", "1", "--fail-status", "400"), SETTINGS);
                Tallied tallied = new Tallied(installation.config())) {
            installation.startAndAwait(Installation.SERVICES);
            began = Instant.now();
            installation.send(Requests.of("failing", lines));
            awaitEnd(installation, tallied, lines);
            assertThat(tallied.failed()).isEqualTo(lines);
            assertThat(tallied.letters()).isEqualTo(lines);
            figures("50000 lines that all fail", installation);
        }
    }

    private void awaitEnd(Installation installation, Tallied tallied, int sent) {
        Awaitility.await()
                .pollInterval(Duration.ofMillis(500))
                .atMost(Duration.ofMinutes(10))
                .failFast("a service ended by itself", installation::anyDead)
                .untilAsserted(() -> {
                    look(installation);
                    assertThat(tallied.completed() + tallied.failed())
                            .as("%s\n%s", tallied, installation.logs())
                            .isEqualTo(sent);
                });
        assertThat(tallied.twice()).isZero();
        assertThat(Installation.SERVICES.stream()
                        .map(name -> installation.service(name).text()))
                .noneMatch(text -> text.contains("OutOfMemoryError"));
        Awaitility.await().untilAsserted(() -> assertThat(tallied.letters()).isEqualTo(tallied.failed()));
    }

    private void look(Installation installation) {
        Stream<Long> now = Installation.SERVICES.stream()
                .map(name -> installation.service(name).openFiles());
        openFiles = Math.max(openFiles, now.mapToLong(Long::longValue).max().orElse(0));
    }

    private void figures(String what, Installation installation) {
        LOG.atInfo()
                .addKeyValue("what", what)
                .addKeyValue("seconds", Duration.between(began, Instant.now()).toSeconds())
                .addKeyValue("open_files", openFiles)
                .addKeyValue("log", installation.executionLog().path("lines_executed"))
                .log("Volume");
    }
}
