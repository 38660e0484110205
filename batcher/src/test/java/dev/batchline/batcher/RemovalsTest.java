package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.Outcome;
import dev.batchline.providers.RemoteBatch;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.RequestCounts;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That what a window leaves at its provider is deleted when all of it was published, and nothing before. */
class RemovalsTest {
    private static final List<String> ALL = List.of("delete output", "delete error", "delete file_0");

    @TempDir
    Path directory;

    private BatcherBench bench;
    private Window window;

    @BeforeEach
    void submit() {
        bench = new BatcherBench(directory, BatcherBench.ceilings(1), 1_000);
        bench.sendAll("m", "a");
        bench.until(() -> bench.is("submitted"));
        window = bench.window();
        String batchId = ((WindowState.Submitted) window.state()).batchId();
        bench.provider.put(new RemoteBatch(
                batchId,
                "completed",
                "file_0",
                "output",
                "error",
                RequestCounts.NONE,
                null,
                null,
                Map.of(),
                List.of(),
                null));
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void deletesTheFilesOfAWindowThatIsDoneAndNoneBefore() {
        bench.settle();
        assertThat(bench.provider.count("delete")).isZero();

        done(null);
        bench.until(() -> bench.provider.count("delete") == 3);
        bench.settle();

        assertThat(deletes()).containsExactlyElementsOf(ALL);
        assertThat(bench.meter("batchline.files.removed", "outcome", "deleted")).isEqualTo(3);
    }

    @Test
    void keepsResultFilesThatHoldWhatIsOnNoTopic() {
        done(true);
        bench.until(() -> bench.provider.count("delete") == 1);
        bench.settle();

        assertThat(deletes()).containsExactly("delete file_0");
    }

    @Test
    void goesOnWithItInAnotherProcess() {
        bench.provider.deleteFaults.add(new Outcome.Unavailable<>(FakeProvider.error(503, null), Optional.empty()));
        done(null);
        bench.until(() -> bench.provider.count("delete") == 1);
        bench.settle();
        bench.restart();
        bench.until(() -> bench.provider.count("delete") == 4);
        bench.settle();

        assertThat(deletes()).endsWith(ALL.toArray(String[]::new));
        bench.restart();
        bench.settle();
        assertThat(bench.provider.count("delete")).as("nothing is left").isEqualTo(4);
    }

    @Test
    void triesAgainLaterWhatDoesNotWorkNow() {
        bench.provider.deleteFaults.add(new Outcome.Throttled<>(FakeProvider.error(429, null), Optional.empty()));
        done(null);
        bench.until(() -> bench.provider.count("delete") == 1);
        bench.settle();
        assertThat(bench.provider.count("delete")).isEqualTo(1);

        bench.pass(Duration.ofSeconds(10));
        bench.until(() -> bench.provider.count("delete") == 4);
    }

    @Test
    void leavesToTheProviderWhatItDoesNotDelete() {
        bench.provider.deleteFaults.add(new Outcome.Refused<>(FakeProvider.error(405, null)));
        done(null);
        bench.until(() -> bench.provider.count("delete") == 3);
        bench.pass(Duration.ofHours(1));
        bench.settle();

        assertThat(bench.provider.count("delete")).isEqualTo(3);
        assertThat(bench.meter("batchline.files.removed", "outcome", "refused")).isEqualTo(1);
    }

    private void done(Boolean filesNeeded) {
        bench.join(window.id(), new JoinState.Done(1, 0, 0, null, filesNeeded));
    }

    private List<String> deletes() {
        return bench.provider.calls().stream()
                .filter(call -> call.startsWith("delete"))
                .toList();
    }
}
