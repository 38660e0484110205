package dev.batchline.joiner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.runtime.RecordedBytes;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.JoinState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What an older version of the program left in the joiner's stores is gone on with. */
class RecordedStoresTest {
    private static final int LINES = 3_000;
    private static final int EXPIRED = 5;
    private static final int REFUSED = 3;

    @TempDir
    private Path directory;

    @Test
    void goesOnWithWhatAnOlderVersionLeft() {
        try (JoinerBench bench = new JoinerBench(directory)) {
            Case window = Case.of(bench.log, LINES, 700, 1);
            answer(bench, window);
            if (!RecordedBytes.writeTo().isEmpty()) {
                window.tellAll(bench, BatchStatus.EXPIRED);
                bench.until(() -> !bench.completed.isEmpty());
                new RecordedBytes(Map.of(
                                JoinStore.JOINS, bench.copy(JoinStore.JOINS),
                                JoinStore.RESUBMISSIONS, bench.copy(JoinStore.RESUBMISSIONS)))
                        .write(Path.of(RecordedBytes.writeTo()));
                return;
            }
            manifest(bench, window);
            RecordedBytes left = RecordedBytes.of(RecordedStoresTest.class);
            bench.restart(left.group(JoinStore.JOINS), left.group(JoinStore.RESUBMISSIONS));
            bench.until(() -> {
                bench.clocks.pass(Duration.ofSeconds(5));
                return bench.done();
            });

            assertThat(bench.state()).isEqualTo(new JoinState.Done(LINES - EXPIRED - REFUSED, REFUSED, EXPIRED));
            assertThat(bench.lanes).hasSize(EXPIRED);
            assertThat(bench.completed.size())
                    .as("what was published before is not published again")
                    .isPositive()
                    .isLessThan(LINES - EXPIRED - REFUSED);
            assertThat(bench.completed).extracting(JoinerBench::key).doesNotHaveDuplicates();
        }
    }

    /** The first of the last lines expire, and some near the end are refused. */
    private static void answer(JoinerBench bench, Case window) {
        List<String> answers = new ArrayList<>();
        List<String> errors = new ArrayList<>();
        for (int seq = 0; seq < LINES; seq++) {
            String id = window.wire(seq);
            if (seq >= LINES - EXPIRED) {
                errors.add(MemoryProvider.unfinished(id, "batch_expired"));
            } else if (seq >= LINES - EXPIRED - REFUSED) {
                errors.add(MemoryProvider.refusal(id, 400, "no"));
            } else {
                answers.add(MemoryProvider.answer(id, "{\"n\":" + seq + "}"));
            }
        }
        bench.provider.has(MemoryProvider.batch("b1", "expired", "out", "err", answers.size(), errors.size()));
        bench.provider.file("out", answers.toArray(String[]::new));
        bench.provider.file("err", errors.toArray(String[]::new));
    }

    /** The manifest lies where it lay. */
    private static void manifest(JoinerBench bench, Case window) {
        IntStream.range(0, window.parts().size())
                .forEach(chunk -> bench.log.manifest(
                        chunk,
                        window.id(),
                        chunk,
                        window.parts().size(),
                        window.parts().get(chunk)));
    }
}
