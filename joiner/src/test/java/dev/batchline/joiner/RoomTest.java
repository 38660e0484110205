package dev.batchline.joiner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.Providers;
import dev.batchline.runtime.DiskWatch;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.RequestCounts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What the joiner does with little disk and little memory. */
class RoomTest {
    @TempDir
    Path directory;

    @Test
    void joinsWindowAfterWindowWhenTheDiskTakesOneAtTimeOnly() {
        try (JoinerBench bench = new JoinerBench(directory, 1)) {
            for (int n = 0; n < 5; n++) {
                Case window = Case.of(bench.log, 1_000 * n, 2, 2, 1);
                bench.provider.has(MemoryProvider.batch("b" + n, "completed", "late" + n, null, 2, 0));
                bench.tell(window.submitted("b" + n, 1));
                window.tellManifest(bench);
                bench.tell(window.ended(BatchStatus.COMPLETED, "b" + n, 1, RequestCounts.NONE));
            }
            bench.until(() -> bench.provider.downloads.size() == 1);
            bench.tick();
            assertThat(bench.provider.asked).hasSize(1);
            for (int n = 0; n < 5; n++) {
                bench.provider.file(
                        "late" + n, MemoryProvider.answer("id-0", "{}"), MemoryProvider.answer("id-1", "{}"));
            }
            bench.until(() -> {
                bench.clocks.pass(Duration.ofMillis(100));
                return bench.joins.stream()
                                .filter(new JoinState.Done(2, 0, 0)::equals)
                                .count()
                        == 5;
            });
        }
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    @Tag("invariant-9")
    void takesNoMoreDiskThanItMayWhateverTheLengthOfAnswers(boolean announced) {
        String answer = "\"" + "x".repeat(60_000) + "\"";
        long cap = 6_000_000;
        try (JoinerBench bench = new JoinerBench(directory, cap);
                DiskWatch disk = new DiskWatch(directory)) {
            bench.provider.announced = announced;
            for (int n = 0; n < 8; n++) {
                Case window = Case.of(bench.log, 1_000 * n, 40, 40, 1);
                bench.provider.has(MemoryProvider.batch("b" + n, "completed", "out" + n, null, 40, 0));
                bench.provider.file(
                        "out" + n,
                        IntStream.range(0, 40)
                                .mapToObj(seq -> MemoryProvider.answer(window.wire(seq), answer))
                                .toArray(String[]::new));
                bench.tell(window.submitted("b" + n, 1));
                window.tellManifest(bench);
                bench.tell(window.ended(BatchStatus.COMPLETED, "b" + n, 1, RequestCounts.NONE));
            }
            bench.until(() -> {
                bench.clocks.pass(Duration.ofMillis(100));
                return bench.joins.stream()
                                .filter(new JoinState.Done(40, 0, 0)::equals)
                                .count()
                        == 8;
            });
            assertThat(disk.most()).isBetween(40 * 60_000L, cap);
            assertThat(bench.meters.get("batchline.results.spool").gauge().value())
                    .isZero();
        }
    }

    @Test
    void keepsResultsThatComeWhileOtherThingsOfTheirWindowChange() {
        try (JoinerBench bench = new JoinerBench(directory, 1)) {
            Case window = Case.of(bench.log, 2, 2, 1);
            bench.provider.has(MemoryProvider.batch("b1", "completed", "out", null, 2, 0));
            bench.provider.file("out", MemoryProvider.answer("id-0", "{}"), MemoryProvider.answer("id-1", "{}"));
            CountDownLatch hold = new CountDownLatch(1);
            bench.provider.holdDownloads = hold;
            window.tellAll(bench, BatchStatus.COMPLETED);
            bench.until(() -> bench.provider.downloads.size() == 1);
            bench.tell(window.submitted("b1", 1));
            bench.tick();
            hold.countDown();
            bench.until(bench::done);
            bench.settle();
            assertThat(bench.provider.downloads).containsExactly("out");
            assertThat(bench.meters.get("batchline.results.spool").gauge().value())
                    .isZero();
        }
    }

    @Test
    void triesAgainWhenTheDiskDoesNotTakeTheFiles() throws IOException {
        Path full = directory.resolve("results");
        try (JoinerBench bench = new JoinerBench(full)) {
            Files.createDirectories(directory);
            Files.writeString(full, "a file where a directory should be");
            Case window = Case.of(bench.log, 1, 1, 1);
            bench.provider.has(MemoryProvider.batch("b1", "completed", "out", null, 1, 0));
            bench.provider.file("out", MemoryProvider.answer("id-0", "{}"));
            window.tellAll(bench, BatchStatus.COMPLETED);
            bench.until(() -> bench.meters
                            .find("batchline.downloads.failures")
                            .tag("reason", "disk")
                            .counter()
                    != null);
            assertThat(bench.completed).isEmpty();
            Files.delete(full);
            bench.until(() -> {
                bench.clocks.pass(Duration.ofMillis(100));
                return bench.done();
            });
            assertThat(bench.state()).isEqualTo(new JoinState.Done(1, 0, 0));
        }
    }

    @Test
    @Tag("invariant-9")
    void passesOverLineOfHundredMegabytesWithoutReadingItToMemory() throws IOException {
        Path file = directory.resolve("large");
        int large = 100 * 1024 * 1024;
        byte[] start = MemoryLog.utf8("{\"response\":{\"status_code\":200,\"body\":\"");
        byte[] end = MemoryLog.utf8("\"},\"custom_id\":\"id-1\",\"error\":null}\n");
        try (var out = Files.newOutputStream(file)) {
            out.write(MemoryLog.utf8(MemoryProvider.answer("id-0", "{}") + "\n"));
            out.write(start);
            byte[] some = new byte[1024 * 1024];
            Arrays.fill(some, (byte) 'x');
            for (int written = 0; written < large; written += some.length) {
                out.write(some);
            }
            out.write(end);
            out.write(MemoryLog.utf8(MemoryProvider.answer("id-2", "{}") + "\n"));
        }
        int longest = 1024 * 1024;
        try (LineReader lines = new LineReader(file, longest)) {
            assertThat(lines.next()).isNotEmpty();
            assertThat(lines.next()).isEmpty();
            assertThat(lines.tooLong()).isTrue();
            assertThat(lines.length()).isEqualTo(start.length + large + end.length - 1L);
            assertThat(lines.room()).isLessThanOrEqualTo(longest);
            assertThat(lines.next()).isNotEmpty();
        }
        ResultFiles files = new ResultFiles(Providers.linesOf("openai"), 3, longest);
        files.add(file, "file-9", new HashMap<>(Map.of("id-0", 0, "id-1", 1, "id-2", 2)));
        assertThat(files.found()).isEqualTo(new EndPolicy.Found(3, 0, 0, false));
        assertThat(files.tooLong(1)).isTrue();
        assertThat(files.tooLong(0)).isFalse();
        assertThat(files.fileId(1)).contains("file-9");
    }

    @Test
    void failsItemWhoseLineIsTooLongAndNeverSendsItAgain() {
        try (JoinerBench bench = new JoinerBench(directory)) {
            Case window = Case.of(bench.log, 2, 2, 1);
            bench.provider.has(MemoryProvider.batch("b1", "completed", "out", null, 2, 0));
            bench.provider.file(
                    "out",
                    MemoryProvider.answer("id-0", "\"" + "x".repeat(18 * 1024 * 1024) + "\""),
                    MemoryProvider.answer("id-1", "{}"));
            window.tellAll(bench, BatchStatus.COMPLETED);
            bench.until(bench::done);
            assertThat(bench.state()).isEqualTo(new JoinState.Done(1, 1, 0, null, true));
            assertThat(JoinerBench.value(bench.failed.get(0))).contains("result_too_large", "file out", "batch b1");
            assertThat(bench.deadLetters.get(0).value()).isEqualTo(Case.request(0));
        }
    }
}
