package dev.batchline.joiner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.batchline.prices.PriceList;
import dev.batchline.providers.Providers;
import dev.batchline.runtime.SettableClocks;
import dev.batchline.schemas.BatchError;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.RequestCounts;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The parts in which a window's outcomes are published. */
class ChunkTaskTest {
    private static final int LONGEST = 17 * 1024 * 1024;
    private static final Chunk.Sums SUMS = new Chunk.Sums(10, new PromptTokens(3, 4), 0, new LineUsage(4, 0, 2, 0, 0));

    @TempDir
    Path directory;

    private final MemoryLog log = new MemoryLog();
    private Billing.Prices prices = PriceList.builtIn()::cost;

    @Test
    void takesThousandLinesAtMostAndGoesOnWhereThePartBeforeEnded() throws IOException {
        List<Chunk> chunks = chunks(Case.of(log, 2_345, 500, 1), seq -> MemoryProvider.answer("id-" + seq, "{}"));
        assertThat(chunks).extracting(Chunk::from).containsExactly(0, 1_000, 2_000);
        assertThat(chunks).extracting(Chunk::next).containsExactly(1_000, 2_000, 2_345);
    }

    @Test
    void takesFourMegabytesAtMostAndLargerLineAlone() throws IOException {
        List<Chunk> chunks = chunks(
                Case.of(log, 8, 8, 1),
                seq -> MemoryProvider.answer("id-" + seq, "\"" + "x".repeat(seq == 4 ? 6_000_000 : 1_300_000) + "\""));
        assertThat(chunks).extracting(Chunk::next).containsExactly(3, 4, 5, 8);
    }

    @Test
    void countsRequestsOfFailedLinesIntoTheFourMegabytes() throws IOException {
        Case window = Case.of(log, 9, 9, 1);
        window.items().forEach(item -> log.lane(item.offset(), new byte[item.seq() == 4 ? 6_000_000 : 1_300_000], 1));
        List<Chunk> chunks = chunks(window, seq -> MemoryProvider.refusal("id-" + seq, 400, "no"));
        assertThat(chunks).extracting(Chunk::next).containsExactly(3, 4, 5, 8, 9);
        assertThat(chunks).allSatisfy(chunk -> assertThat(chunk.failed()).isEqualTo(chunk.next() - chunk.from()));
        assertThat(originals(chunks.get(2)))
                .singleElement()
                .satisfies(original -> assertThat(original).hasSize(6_000_000));
    }

    @Test
    void failsAnswerThatIsTooLargeForItsTopic() throws IOException {
        int limit = 16 * 1024 * 1024;
        List<Chunk> chunks = chunks(
                Case.of(log, 2, 2, 1),
                seq -> MemoryProvider.answer(
                        "id-" + seq, "\"" + "x".repeat(seq == 0 ? limit - 2 : limit - 70_000) + "\""));
        assertThat(chunks.get(0).records().get(0)).isInstanceOfSatisfying(Outgoing.Failed.class, failed -> {
            assertThat(failed.item().reason().code()).isEqualTo("result_too_large");
            assertThat(failed.item().reason().message()).contains("b1", "out");
            assertThat(failed.item().original()).isEqualTo(Case.request(0));
            assertThat(failed.item().response()).isNull();
        });
        assertThat(chunks.stream().mapToLong(Chunk::completed).sum()).isEqualTo(1);
    }

    @Test
    void givesOriginalsOfFailedLinesAndTheAttemptOfResubmittedOnes() throws IOException {
        Case window = Case.of(log, 4, 2, 2);
        List<Chunk> chunks = chunks(window, seq -> switch (seq) {
            case 0 -> MemoryProvider.refusal("id-0", 400, "no");
            case 1 -> MemoryProvider.refusal("id-1", 500, "again");
            case 2 -> MemoryProvider.answer("id-2", "{}");
            default -> MemoryProvider.unfinished("id-3", "batch_expired");
        });
        Chunk only = chunks.get(0);
        assertThat(chunks).hasSize(1);
        assertThat(originals(only)).containsExactly(Case.request(0));
        assertThat(only.resubmitted())
                .containsExactly(
                        window.items().get(1).offset(), window.items().get(3).offset());
        assertThat(only.attempt()).isEqualTo(2);
        assertThat(only.completed()).isEqualTo(1);
    }

    @Test
    void publishesWhatCannotBePricedAsUnpriced() throws IOException {
        prices = (provider, model, mode, use) -> {
            throw new ArithmeticException("a mistake in a price");
        };
        String body = "{\"usage\":{\"prompt_tokens\":7,\"completion_tokens\":3}}";
        List<Chunk> chunks = chunks(Case.of(log, 2, 2, 1), seq -> MemoryProvider.answer("id-" + seq, body));
        assertThat(chunks).singleElement().satisfies(chunk -> {
            assertThat(chunk.completed()).isEqualTo(2);
            assertThat(chunk.sums().usage()).isEqualTo(new LineUsage(14, 0, 6, 0, 0));
            assertThat(chunk.records().stream().filter(record -> record instanceof Outgoing.Billed))
                    .hasSize(2)
                    .allSatisfy(record ->
                            assertThat(((Outgoing.Billed) record).priced()).isFalse());
        });
    }

    @Test
    void refusesManifestThatEndsBeforeTheWindow() {
        Case window = Case.of(log, 3, 3, 1);
        ResultFiles none = new ResultFiles(Providers.linesOf("openai"), 4, 0);
        assertThatThrownBy(() -> task(window, 3, none).call())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("line 3");
    }

    @Test
    void failsWhenOriginalIsGone() throws IOException {
        Case window = Case.of(new MemoryLog(), 1, 1, 1);
        ResultFiles files = files(window, seq -> MemoryProvider.refusal("id-0", 400, "no"));
        assertThatThrownBy(() -> task(window, 0, files).call()).hasMessageContaining("offset 100");
    }

    @Test
    void holdsProgressToThePartThatComesNext() {
        Join.Progress next = Join.Progress.NONE.after(new Chunk(0, 2, List.of(), List.of(7L, 8L), 1, SUMS));
        assertThat(next).isEqualTo(new Join.Progress(2, 0, 0, 2, SUMS.tokens(), null, 1, false, null, SUMS.usage()));
        Chunk again = new Chunk(0, 2, List.of(), List.of(7L, 8L), 1, SUMS);
        assertThatThrownBy(() -> next.after(again)).isInstanceOf(IllegalStateException.class);
        Chunk later = new Chunk(3, 4, List.of(), List.of(9L), 1, SUMS);
        assertThatThrownBy(() -> next.after(later)).isInstanceOf(IllegalStateException.class);
        Chunk tooFew = new Chunk(2, 4, List.of(), List.of(9L), 1, SUMS);
        assertThatThrownBy(() -> next.after(tooFew)).isInstanceOf(IllegalArgumentException.class);
    }

    private List<Chunk> chunks(Case window, IntFunction<String> line) throws IOException {
        ResultFiles files = files(window, line);
        List<Chunk> chunks = new ArrayList<>();
        int next = 0;
        while (next < window.items().size()) {
            chunks.addAll(task(window, next, files).call());
            next = chunks.get(chunks.size() - 1).next();
        }
        return chunks;
    }

    private ResultFiles files(Case window, IntFunction<String> line) throws IOException {
        Path file = directory.resolve("out.jsonl");
        Files.write(
                file, IntStream.range(0, window.items().size()).mapToObj(line).toList());
        Map<String, Integer> seqs = new HashMap<>();
        window.items().forEach(item -> seqs.put(item.customId(), item.seq()));
        ResultFiles files =
                new ResultFiles(Providers.linesOf("openai"), window.items().size(), LONGEST);
        files.add(file, "out", seqs);
        return files;
    }

    private ChunkTask task(Case window, int from, ResultFiles files) {
        Ending ending = new Ending(
                BatchStatus.COMPLETED,
                "b1",
                "out",
                null,
                1,
                RequestCounts.NONE,
                List.<BatchError>of(),
                SettableClocks.START,
                null);
        Fetched fetched = new Fetched(ending, manifest(window), files, Map.of(), directory);
        return new ChunkTask(
                new ChunkTask.Source(window.submitted("b1", 1), "main", fetched),
                from,
                2 * ChunkTask.MOST_BYTES,
                new ChunkTask.Limits(log, 3, 8 * 1024 * 1024, JoinerSettings.PART_LINES),
                new Billing(
                        prices,
                        new Billing.Batch(window.id(), "b1", "main", "openai", "gpt-4.1-mini", SettableClocks.START)));
    }

    private Manifest manifest(Case window) {
        long[] offsets = new long[window.parts().size()];
        for (int chunk = 0; chunk < offsets.length; chunk++) {
            offsets[chunk] = 50L + chunk;
            log.manifest(
                    offsets[chunk],
                    window.id(),
                    chunk,
                    offsets.length,
                    window.parts().get(chunk));
        }
        try {
            return Manifest.copy(log, window.id(), offsets, directory.resolve("manifest"), item -> {});
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<byte[]> originals(Chunk chunk) {
        List<byte[]> originals = new ArrayList<>();
        for (Outgoing record : chunk.records()) {
            if (record instanceof Outgoing.Failed failed) {
                originals.add(failed.item().original());
            }
        }
        return originals;
    }
}
