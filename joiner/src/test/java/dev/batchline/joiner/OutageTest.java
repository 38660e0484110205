package dev.batchline.joiner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.runtime.UsedHeap;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.RequestCounts;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a joiner does while a provider does not give results for hours. */
class OutageTest {
    private static final int WINDOWS = 20;
    private static final Duration STEP = Duration.ofMinutes(1);
    private static final int STEPS_AN_HOUR = 60;

    @TempDir
    private Path directory;

    @Test
    @Tag("invariant-9")
    @Tag("invariant-10")
    void asksOnceAMinuteAWindowGrowsByNothingAndJoinsThemAfterwards() {
        try (JoinerBench bench = new JoinerBench(directory)) {
            for (int n = 0; n < WINDOWS; n++) {
                Case window = Case.of(bench.log, 1_000 * n, 2, 2, 1);
                bench.provider.says("b" + n, MemoryProvider.unavailable());
                bench.tell(window.submitted("b" + n, 1));
                window.tellManifest(bench);
                bench.tell(window.ended(BatchStatus.COMPLETED, "b" + n, 1, RequestCounts.NONE));
            }
            hours(bench, 1);
            int early = hours(bench, 1);
            int stored = bench.copy(JoinStore.JOINS).size();
            long heap = UsedHeap.bytes();
            hours(bench, 2);
            int late = hours(bench, 1);

            assertThat(early).isBetween(WINDOWS, WINDOWS * STEPS_AN_HOUR);
            assertThat(late).isBetween(WINDOWS, WINDOWS * STEPS_AN_HOUR);
            assertThat(bench.copy(JoinStore.JOINS)).hasSize(stored);
            assertThat(UsedHeap.bytes() - heap).as("growth in three hours").isLessThan(500_000);
            assertThat(bench.joins).isEmpty();
            assertThat(bench.meters.get("batchline.results.spool").gauge().value())
                    .isZero();

            for (int n = 0; n < WINDOWS; n++) {
                bench.provider.has(MemoryProvider.batch("b" + n, "completed", "out" + n, null, 2, 0));
                bench.provider.file(
                        "out" + n, MemoryProvider.answer("id-0", "{}"), MemoryProvider.answer("id-1", "{}"));
            }
            bench.clocks.pass(STEP);
            bench.until(() -> {
                bench.clocks.pass(Duration.ofMillis(100));
                return bench.joins.stream()
                                .filter(new JoinState.Done(2, 0, 0)::equals)
                                .count()
                        == WINDOWS;
            });
        }
    }

    /** Lets hours pass; answers how often a batch was asked for in them. */
    private static int hours(JoinerBench bench, int hours) {
        bench.provider.asked.clear();
        for (int step = 0; step < hours * STEPS_AN_HOUR; step++) {
            bench.clocks.pass(STEP);
            bench.tick();
            bench.until(
                    () -> bench.meters.get("batchline.calls.unfinished").gauge().value() == 0);
        }
        int asked = bench.provider.asked.size();
        bench.provider.asked.clear();
        return asked;
    }
}
