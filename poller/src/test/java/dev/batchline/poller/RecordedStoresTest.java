package dev.batchline.poller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.runtime.RecordedBytes;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.StatusEvent;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** What an older version of the program left in the poller's stores is gone on with. */
class RecordedStoresTest {
    @Test
    void goesOnWithWhatAnOlderVersionLeft() {
        try (PollerBench bench = new PollerBench()) {
            if (!RecordedBytes.writeTo().isEmpty()) {
                fill(bench);
                new RecordedBytes(bench.stop()).write(Path.of(RecordedBytes.writeTo()));
                return;
            }
            Map<String, Map<String, byte[]>> left =
                    RecordedBytes.of(RecordedStoresTest.class).groups();
            assertThat(left).containsKeys(BatchStore.NAME, GoneWindows.NAME);

            bench.provider.answers("running", "completed", 10);
            bench.provider.answers("ended", "completed", 10);
            bench.clocks.pass(Duration.ofHours(1));
            bench.restart(left);
            bench.settle();
            bench.after(Duration.ofHours(1));

            assertThat(bench.events)
                    .filteredOn(event -> event.windowId().equals(PollerBench.id(0)))
                    .as("its versions go on where they were")
                    .singleElement()
                    .satisfies(event -> {
                        assertThat(event.status()).isEqualTo(BatchStatus.COMPLETED);
                        assertThat(event.previousStatus()).isEqualTo(BatchStatus.IN_PROGRESS);
                        assertThat(event.version()).isEqualTo(2);
                    });
            assertThat(bench.events)
                    .extracting(StatusEvent::windowId)
                    .as("the end of a window is told once")
                    .doesNotContain(PollerBench.id(100));
            assertThat(bench.cancelled()).isEqualTo(List.of());
        }
    }

    private static void fill(PollerBench bench) {
        bench.settle();
        bench.provider.answers("running", "in_progress", 3);
        bench.tell(PollerBench.id(0), PollerBench.submitted("running", 1));
        bench.provider.answers("ended", "completed", 10);
        bench.tell(PollerBench.id(100), PollerBench.submitted("ended", 1));
        bench.provider.answers("gone", "completed", 10);
        bench.tell(PollerBench.id(200), PollerBench.submitted("gone", 1));
        bench.after(Duration.ofMinutes(1));
        bench.forget(PollerBench.id(200));
        bench.settle();
    }
}
