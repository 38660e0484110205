package dev.batchline.joiner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.JoinState;
import java.nio.file.Path;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a joiner reads when every line of a batch failed. */
class FailedBatchTest {
    private static final int LINES = 2_500;

    @TempDir
    private Path directory;

    @Test
    void readsTheRequestsInOneSweepAPartAndNoneTwice() {
        try (JoinerBench bench = new JoinerBench(directory)) {
            AtomicInteger sweeps = new AtomicInteger();
            bench.log.beforeLanes = first -> sweeps.incrementAndGet();
            Case window = Case.of(bench.log, LINES, 1_000, 1);
            bench.provider.has(MemoryProvider.batch("b1", "completed", null, "err", 0, LINES));
            bench.provider.file(
                    "err",
                    IntStream.range(0, LINES)
                            .mapToObj(seq -> MemoryProvider.refusal(window.wire(seq), 400, "invalid_prompt"))
                            .toArray(String[]::new));
            window.tellAll(bench, BatchStatus.COMPLETED);
            bench.until(bench::done);
            assertThat(bench.state()).isEqualTo(new JoinState.Done(0, LINES, 0));
            assertThat(bench.deadLetters).hasSize(LINES);
            assertThat(sweeps).hasValueLessThanOrEqualTo(Math.ceilDiv(LINES, JoinerSettings.PART_LINES) * 3);
            assertThat(bench.log.laneReads).hasValueLessThanOrEqualTo(LINES + LINES / 100);
        }
    }
}
