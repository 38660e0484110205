package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.Outcome;
import dev.batchline.runtime.RecordedBytes;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.WindowId;
import dev.batchline.schemas.WindowState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an older version of the program left in the batcher's stores and lanes is gone on with. */
class RecordedStoresTest {
    private static final Optional<Duration> HOUR = Optional.of(Duration.ofHours(1));

    @TempDir
    private Path directory;

    @Test
    void goesOnWithWhatAnOlderVersionLeft() {
        try (BatcherBench bench = new BatcherBench(directory, BatcherBench.ceilings(2), 100)) {
            if (!RecordedBytes.writeTo().isEmpty()) {
                fill(bench);
                bench.recorded().write(Path.of(RecordedBytes.writeTo()));
                return;
            }
            RecordedBytes left = RecordedBytes.of(RecordedStoresTest.class);
            bench.restart(left);
            bench.sendAll("repeated", "its offset was taken before");
            bench.flush();
            bench.until(() -> bench.states("open").contains("submitted"));
            bench.until(() -> bench.states("sealed").contains("submitted"));
            bench.pass(BatcherBench.GRACE);
            bench.until(() -> bench.states("uploaded").contains("submitted"));

            assertThat(bench.provider.creates())
                    .as("one batch for each that had none")
                    .hasSize(3);
            assertThat(bench.states("repeated")).isEmpty();
            assertThat(bench.states("open")).containsExactly("sealed", "uploaded", "submitted");
            assertThat(bench.states("sealed")).containsExactly("uploaded", "submitted");
            assertThat(bench.states("uploaded"))
                    .as("its create may have had an effect: another file, another submission")
                    .containsSubsequence("uploaded", "submitted");
            assertThat(bench.states("submitted")).as("its batch runs").isEmpty();
            WindowId submitted = submitted(left);
            bench.join(submitted, new JoinState.Done(2, 0, 0));
            bench.settle();
            assertThat(bench.order).contains("windows " + submitted.text());
        }
    }

    private static WindowId submitted(RecordedBytes left) {
        return left.group(WindowStore.NAME).values().stream()
                .map(JsonCodec.WINDOW::decode)
                .filter(window -> window.state() instanceof WindowState.Submitted)
                .findFirst()
                .orElseThrow()
                .id();
    }

    private static void fill(BatcherBench bench) {
        bench.sendAll("submitted", "a", "b");
        bench.until(() -> bench.states("submitted").contains("submitted"));
        bench.provider.uploadFaults.add(new Outcome.Unavailable<>(FakeProvider.error(503, null), HOUR));
        bench.sendAll("sealed", "a", "b");
        bench.until(() -> bench.provider.count("upload") == 2);
        bench.settle();
        bench.provider.createFaults.add(
                new FakeProvider.Fault(new Outcome.Throttled<>(FakeProvider.error(429, null), HOUR), false));
        bench.sendAll("uploaded", "a", "b");
        bench.until(() -> bench.provider.creates().size() == 2);
        bench.settle();
        bench.sendAll("open", "first");
        bench.tick();
    }
}
