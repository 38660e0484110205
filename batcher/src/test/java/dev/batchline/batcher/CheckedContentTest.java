package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.WindowFacts;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Whether a file that is uploaded is told from one that is not what was taken (I14). */
@Tag("crash-row-12")
class CheckedContentTest {
    private static final List<String> LINES = List.of("{\"a\":1}", "", "x".repeat(200_000), "{\"ü\":\"€\"}");

    @TempDir
    Path directory;

    private Path file;
    private WindowFacts facts;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(directory.resolve("window.jsonl"), String.join("\n", LINES) + "\n");
        LineDigest digest = new LineDigest();
        LINES.forEach(line -> digest.add(line.getBytes(StandardCharsets.UTF_8)));
        facts = facts(LINES.size(), Files.size(file), digest.text());
    }

    @Test
    void agreesWhateverIsReadAtOnce() throws IOException {
        for (long seed = 0; seed < 40; seed++) {
            CheckedContent content = new CheckedContent(file, facts);
            readAll(content, new Random(seed));
            assertThat(content.agrees()).as("seed %d", seed).isTrue();
        }
        CheckedContent byteByByte = new CheckedContent(file, facts);
        try (InputStream in = byteByByte.open()) {
            long bytes = 0;
            while (in.read() >= 0) {
                bytes++;
            }
            assertThat(bytes).isEqualTo(byteByByte.length());
        }
        assertThat(byteByByte.agrees()).isTrue();
    }

    @Test
    void agreesOnlyWhenReadToTheEnd() throws IOException {
        CheckedContent content = new CheckedContent(file, facts);
        try (InputStream in = content.open()) {
            in.readNBytes((int) content.length() - 1);
            assertThat(content.agrees()).isFalse();
            in.read();
            assertThat(content.agrees()).isTrue();
        }
    }

    @Test
    void countsEachOpeningFromTheStart() throws IOException {
        CheckedContent content = new CheckedContent(file, facts);
        try (InputStream in = content.open()) {
            in.readNBytes(1_000);
        }
        content.open().readAllBytes();
        assertThat(content.agrees()).isTrue();
        content.open().close();
        assertThat(content.agrees()).as("opened again and not read").isFalse();
    }

    @Test
    void disagreesForAnyChangedByte() throws IOException {
        byte[] good = Files.readAllBytes(file);
        Random random = new Random(7);
        for (int i = 0; i < 50; i++) {
            byte[] bad = good.clone();
            int at = i < good.length && i < 12 ? i : random.nextInt(bad.length);
            bad[at] ^= (byte) (1 << random.nextInt(8));
            Files.write(file, bad);
            CheckedContent content = new CheckedContent(file, facts);
            assertThat(content.lengthAgrees()).isTrue();
            content.open().readAllBytes();
            assertThat(content.agrees()).as("byte %d", at).isFalse();
        }
    }

    @Test
    void disagreesWithOtherFactsAndLengths() throws IOException {
        for (WindowFacts other : List.of(
                facts(LINES.size() + 1, facts.bytes(), facts.digest()),
                facts(LINES.size(), facts.bytes() + 1, facts.digest()),
                facts(LINES.size(), facts.bytes(), new LineDigest().text()))) {
            CheckedContent content = new CheckedContent(file, other);
            content.open().readAllBytes();
            assertThat(content.agrees()).isFalse();
        }
        assertThat(new CheckedContent(file, facts(4, 1, "")).lengthAgrees()).isFalse();
    }

    private static void readAll(CheckedContent content, Random random) throws IOException {
        byte[] buffer = new byte[5_000];
        try (InputStream in = content.open()) {
            int read;
            do {
                int offset = random.nextInt(100);
                read = in.read(buffer, offset, 1 + random.nextInt(buffer.length - offset - 1));
            } while (read >= 0);
        }
    }

    private static WindowFacts facts(int requests, long bytes, String digest) {
        return new WindowFacts(
                new LaneKey("p", "/v1/responses", "m", "24h"),
                9,
                requests,
                bytes,
                1,
                1,
                1,
                digest,
                Integer.MAX_VALUE,
                4_000,
                List.of(),
                Instant.EPOCH,
                null,
                0);
    }
}
