package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.runtime.DiskWatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the batcher and the joiner keep on disk when there is far more than they may keep. */
class BoundedSpoolIT {
    private static final long CAP = 1_500_000;
    private static final int FULL = 100;
    private static final int EACH = 4 * FULL;
    private static final int ANSWER = 12_000;
    private static final String PADDING = "x".repeat(1_000);
    private static final List<String> SETTINGS = List.of(
            "partitions=2",
            "window.max.requests=" + FULL,
            "window.linger.ms=60000",
            "poll.interval.min.ms=200",
            "poll.interval.max.ms=500",
            "retry.backoff.ms=500",
            "create.grace.ms=3000",
            "spool.max.bytes=" + CAP);

    @TempDir
    private Path directory;

    @Test
    @Tag("invariant-9")
    void neverTakeMoreThanTheyMay() throws IOException {
        Path faults = Files.writeString(
                directory.resolve("faults.json"),
                "{\"faults\":[{\"fault\":\"giant_answers\",\"share\":1,\"bytes\":" + ANSWER + "}]}");
        List<Requests> sent = IntStream.range(0, 3)
                .mapToObj(lane -> Requests.of("full-" + lane, EACH))
                .toList();
        try (Installation installation =
                        new Installation(directory, List.of("--speed", "8", "--faults", faults.toString()), SETTINGS);
                Outcomes outcomes = new Outcomes(installation.config());
                DiskWatch windows = new DiskWatch(directory.resolve("spool-batcher/batcher/windows"));
                DiskWatch results = new DiskWatch(directory.resolve("spool-joiner/joiner/results"))) {
            Hold uploads = installation.gate().hold(Hold.Side.BEFORE_PROVIDER, call -> call.is(Passage.UPLOAD));
            installation.startAndAwait(Installation.SERVICES);
            sent.forEach(requests -> installation.send(requests.lines().map(BoundedSpoolIT::padded)::iterator));
            await().until(() -> outcomes.windowsOf("full-").size() == 12);
            uploads.release();

            await().failFast("a service is dead", installation::anyDead)
                    .untilAsserted(() -> outcomes.assertEnded(sent));
            assertThat(outcomes.figures().completed()).isEqualTo(3 * EACH);
            assertThat(installation.service("batcher").text()).contains("Window is not spooled");
            assertThat(windows.most()).isBetween(CAP / 2, CAP);
            assertThat(installation.service("joiner").text()).contains("Results are larger than what was set aside");
            assertThat(results.most()).isBetween((long) FULL * ANSWER, CAP);
            installation.provider().assertNothingExecutedTwice();
        }
    }

    private static byte[] padded(byte[] line) {
        return new String(line, StandardCharsets.UTF_8)
                .replace("\"Say ", "\"" + PADDING + " say ")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static ConditionFactory await() {
        return Awaitility.await().pollInterval(Duration.ofMillis(100)).atMost(Duration.ofMinutes(3));
    }
}
