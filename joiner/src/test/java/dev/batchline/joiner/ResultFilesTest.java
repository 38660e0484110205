package dev.batchline.joiner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.Providers;
import dev.batchline.providers.ResultItem;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The index of result files: the first line of each item of the window, wherever it stands. */
class ResultFilesTest {
    @TempDir
    Path directory;

    @Test
    void takesTheFirstLineOfAnItemOverBothFiles() throws IOException {
        ResultFiles files = files(4);
        add(files, 4, answer(1, 1) + "\n" + answer(1, 2) + "\n" + answer(0, 3) + "\n");
        add(files, 4, answer(0, 4) + "\n" + MemoryProvider.unfinished("id-3", "batch_expired") + "\n");
        assertThat(files.found()).isEqualTo(new EndPolicy.Found(2, 1, 1, false));
        assertThat(files.repeated()).isEqualTo(2);
        assertThat(body(files, 1)).isEqualTo("{\"n\":1}");
        assertThat(body(files, 0)).isEqualTo("{\"n\":3}");
        try (ResultFiles.Reader reader = files.open()) {
            assertThat(reader.read(2)).isEmpty();
            assertThat(reader.read(3).orElseThrow().errorCode()).isEqualTo("batch_expired");
        }
    }

    @Test
    void countsForeignAndUnreadableLinesAndPassesOverBlankOnes() throws IOException {
        ResultFiles files = files(2);
        add(files, 2, "\n  \r\n" + answer(7, 1) + "\n{no json\n\n\t\n" + answer(0, 5) + "\r\n");
        assertThat(files.foreign()).isEqualTo(2);
        assertThat(files.found()).isEqualTo(new EndPolicy.Found(1, 0, 1, false));
        assertThat(body(files, 0)).isEqualTo("{\"n\":5}");
    }

    @Test
    void takesWholeLastLineWithoutLineFeed() throws IOException {
        ResultFiles files = files(2);
        add(files, 2, answer(0, 1) + "\n" + answer(1, 2));
        assertThat(files.found()).isEqualTo(new EndPolicy.Found(2, 0, 0, false));
        assertThat(body(files, 1)).isEqualTo("{\"n\":2}");
    }

    @Test
    void seesThatLastLineIsCutOffWhereverItIsCut() throws IOException {
        String last = answer(1, 2);
        for (int cut = 1; cut < last.length(); cut++) {
            ResultFiles files = files(2);
            add(files, 2, answer(0, 1) + "\n" + last.substring(0, cut));
            assertThat(files.found()).isEqualTo(new EndPolicy.Found(1, 0, 1, true));
        }
    }

    @Test
    void readsEmptyFile() throws IOException {
        ResultFiles files = files(2);
        add(files, 2, "");
        assertThat(files.found()).isEqualTo(new EndPolicy.Found(0, 0, 2, false));
    }

    @Test
    void findsSmallLinesAroundOneOfEightMegabytes() throws IOException {
        ResultFiles files = files(3);
        String large = "x".repeat(8 * 1024 * 1024);
        add(
                files,
                3,
                answer(2, 1) + "\n" + MemoryProvider.answer("id-1", "{\"t\":\"" + large + "\"}") + "\n" + answer(0, 9)
                        + "\n");
        assertThat(body(files, 2)).isEqualTo("{\"n\":1}");
        assertThat(body(files, 1)).isEqualTo("{\"t\":\"" + large + "\"}");
        assertThat(body(files, 0)).isEqualTo("{\"n\":9}");
    }

    @Test
    void findsEachOfFiftyThousandLinesInAnyOrder() throws IOException {
        int lines = 50_000;
        List<Integer> order = new ArrayList<>(IntStream.range(0, lines).boxed().toList());
        Collections.shuffle(order, new Random(20_261_121));
        StringBuilder text = new StringBuilder();
        order.forEach(seq -> text.append(answer(seq, seq)).append('\n'));
        ResultFiles files = files(lines);
        add(files, lines, text.toString());
        assertThat(files.found()).isEqualTo(new EndPolicy.Found(lines, 0, 0, false));
        try (ResultFiles.Reader reader = files.open()) {
            for (int seq = 0; seq < lines; seq++) {
                ResultItem item = reader.read(seq).orElseThrow();
                assertThat(item.customId().equals("id-" + seq)).isTrue();
            }
        }
    }

    private static ResultFiles files(int lines) {
        return new ResultFiles(Providers.linesOf("openai"), lines, 16 * 1024 * 1024);
    }

    private void add(ResultFiles files, int lines, String text) throws IOException {
        Path file = Files.createTempFile(directory, "results", ".jsonl");
        Files.writeString(file, text);
        Map<String, Integer> seqs =
                IntStream.range(0, lines).boxed().collect(Collectors.toMap(seq -> "id-" + seq, seq -> seq));
        files.add(file, "file-1", seqs);
    }

    private static String body(ResultFiles files, int seq) throws IOException {
        try (ResultFiles.Reader reader = files.open()) {
            return new String(reader.read(seq).orElseThrow().body(), StandardCharsets.UTF_8);
        }
    }

    private static String answer(int seq, int n) {
        return MemoryProvider.answer("id-" + seq, "{\"n\":" + n + "}");
    }
}
