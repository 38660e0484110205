package dev.batchline.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Multipart bodies come apart at their boundaries, however the bytes arrive. */
class MultipartReaderTest {

    private static final String TYPE = "multipart/form-data; boundary=\"--x\"";

    @Test
    void returnsTheBytesOfAPartWhereverTheReadsEnd() throws IOException {
        long seed = System.nanoTime();
        Random random = new Random(seed);
        for (int round = 0; round < 200; round++) {
            byte[] content = content(random);
            ByteArrayOutputStream body = new ByteArrayOutputStream();
            body.write(bytes("preamble\r\n----x\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n"));
            body.write(content);
            body.write(bytes("\r\n----x\r\ncontent-disposition: form-data; name=purpose; filename=\"ü\"\r\n"
                    + "Content-Type: text/plain\r\n\r\nbatch\r\n----x--\r\nepilogue"));

            MultipartReader reader = reader(new SmallReads(body.toByteArray(), random));
            MultipartReader.Part file = reader.next().orElseThrow();
            assertThat(file.name()).isEqualTo("file");
            assertThat(file.filename()).isNull();
            assertThat(file.body().readAllBytes())
                    .as("round %d of seed %d", round, seed)
                    .isEqualTo(content);
            MultipartReader.Part purpose = reader.next().orElseThrow();
            assertThat(purpose.filename()).isEqualTo("ü");
            assertThat(purpose.body().readAllBytes()).isEqualTo(bytes("batch"));
            assertThat(reader.next()).isEmpty();
        }
    }

    @Test
    void skipsAPartThatNobodyReads() throws IOException {
        MultipartReader reader = reader(new ByteArrayInputStream(
                bytes("----x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n----x\r\n\r\n2\r\n----x--")));
        assertThat(reader.next().orElseThrow().name()).isEqualTo("a");
        MultipartReader.Part nameless = reader.next().orElseThrow();
        assertThat(nameless.name()).isEmpty();
        assertThat(nameless.body().readAllBytes()).isEqualTo(bytes("2"));
        assertThat(reader.next()).isEmpty();
    }

    @Test
    void refusesABodyThatEndsEarly() throws IOException {
        MultipartReader reader = reader(new ByteArrayInputStream(
                bytes("----x\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\nhalf a par")));
        InputStream body = reader.next().orElseThrow().body();
        assertThatThrownBy(body::readAllBytes).isInstanceOf(IOException.class);
    }

    @Test
    void readsNothingButForms() {
        InputStream none = InputStream.nullInputStream();
        assertThat(MultipartReader.of("application/json", none)).isEqualTo(Optional.empty());
        assertThat(MultipartReader.of("multipart/form-data", none)).isEqualTo(Optional.empty());
        assertThat(MultipartReader.of(null, none)).isEqualTo(Optional.empty());
    }

    private static MultipartReader reader(InputStream body) {
        return MultipartReader.of(TYPE, body).orElseThrow();
    }

    /** Content full of line breaks and beginnings of the boundary, now and then longer than the buffer. */
    private static byte[] content(Random random) {
        String[] pieces = {"\r", "\n", "\r\n", "\r\n--", "\r\n----", "\r\n----y", "x", "some text", "\r\r\n---"};
        StringBuilder content = new StringBuilder();
        int count = random.nextInt(20) == 0 ? 60_000 : random.nextInt(50);
        for (int i = 0; i < count; i++) {
            content.append(pieces[random.nextInt(pieces.length)]);
        }
        return bytes(content.toString().replace("\r\n----x", "?"));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A stream that returns a few bytes at a time. */
    private static final class SmallReads extends ByteArrayInputStream {
        private final Random random;

        SmallReads(byte[] bytes, Random random) {
            super(bytes);
            this.random = random;
        }

        @Override
        public synchronized int read(byte[] target, int offset, int length) {
            return super.read(target, offset, Math.min(length, 1 + random.nextInt(500)));
        }
    }
}
