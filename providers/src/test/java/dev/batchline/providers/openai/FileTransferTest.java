package dev.batchline.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.BatchProvider;
import dev.batchline.providers.Downloaded;
import dev.batchline.providers.Outcome;
import dev.batchline.providers.RemoteFile;
import dev.batchline.providers.UploadContent;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Files that come whole or not at all, and uploads whose source goes wrong. */
class FileTransferTest {
    @TempDir
    Path folder;

    @Test
    void copiesAFileOverWhatWasThere() throws IOException {
        Path target = Files.writeString(folder.resolve("out.jsonl"), "older and longer than the new content");
        assertThat(download(RawServer.reply("200 OK", "{\"a\":1}\n"), target))
                .isEqualTo(new Outcome.Success<>(new Downloaded(8)));
        assertThat(target).hasContent("{\"a\":1}\n");
        assertThat(names()).containsExactly("out.jsonl");
    }

    @Test
    void copiesAnEmptyFile() throws IOException {
        Path target = folder.resolve("out.jsonl");
        assertThat(download(RawServer.reply("200 OK", ""), target)).isEqualTo(new Outcome.Success<>(new Downloaded(0)));
        assertThat(target).isEmptyFile();
    }

    @Test
    void copiesFilesThatComeInChunksOrWithoutALength() throws IOException {
        Path target = folder.resolve("out.jsonl");
        byte[] chunked = text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n");
        assertThat(download(chunked, target)).isEqualTo(new Outcome.Success<>(new Downloaded(5)));
        assertThat(target).hasContent("abcde");
        byte[] open = text("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nxyz");
        assertThat(download(open, target)).isEqualTo(new Outcome.Success<>(new Downloaded(3)));
        assertThat(target).hasContent("xyz");
    }

    @Test
    void unpacksWhatIsPackedWithoutBeingAsked() throws IOException {
        Path target = folder.resolve("out.jsonl");
        assertThat(download(packed(gzip("{\"a\":1}\n"), 0), target))
                .isEqualTo(new Outcome.Success<>(new Downloaded(8)));
        assertThat(target).hasContent("{\"a\":1}\n");
    }

    static Stream<Arguments> lengths() {
        return Stream.of(
                Arguments.of("announced", "HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nabcde"),
                Arguments.of(
                        "in chunks",
                        "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"),
                Arguments.of("not announced", "HTTP/1.1 200 OK\r\nConnection: close\r\n\r\nabcde"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("lengths")
    void keepsNothingOfAFileThatTakesMoreThanItMay(String how, String reply) throws IOException {
        Path target = Files.writeString(folder.resolve("out.jsonl"), "older");
        assertThat(download(text(reply), target, 4)).isEqualTo(new Outcome.Success<>(new Downloaded(5, false)));
        assertThat(target).hasContent("older");
        assertThat(names()).containsExactly("out.jsonl");
        assertThat(download(text(reply), target, 5)).isEqualTo(new Outcome.Success<>(new Downloaded(5, true)));
        assertThat(target).hasContent("abcde");
    }

    @Test
    void readsNothingOfAFileThatIsAnnouncedToBeTooLarge() throws IOException {
        byte[] endless = text("HTTP/1.1 200 OK\r\nContent-Length: 400000000000\r\n\r\nab");
        assertThat(download(endless, folder.resolve("out.jsonl"), 1_000))
                .isEqualTo(new Outcome.Success<>(new Downloaded(400_000_000_000L, false)));
        assertThat(names()).isEmpty();
    }

    static Stream<Arguments> cuts() throws IOException {
        return Stream.of(
                Arguments.of("by length", text("HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n{\"a\":1}\n")),
                Arguments.of("before the first byte", text("HTTP/1.1 200 OK\r\nContent-Length: 400\r\n\r\n")),
                Arguments.of(
                        "between chunks", text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n")),
                Arguments.of("in a chunk", text("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9\r\nabc")),
                Arguments.of("packed", packed(gzip("{\"a\":1}\n"), 6)));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("cuts")
    void leavesNothingOfATruncatedFile(String how, byte[] reply) throws IOException {
        Path target = Files.writeString(folder.resolve("out.jsonl"), "older");
        assertThat(download(reply, target))
                .isInstanceOfSatisfying(
                        Outcome.Unavailable.class,
                        cut -> assertThat(cut.error().code()).isEqualTo("truncated"));
        assertThat(target).hasContent("older");
        assertThat(names()).containsExactly("out.jsonl");
    }

    @Test
    void leavesNothingOfARefusedFile() throws IOException {
        assertThat(download(RawServer.reply("404 Gone", "{}"), folder.resolve("out.jsonl")))
                .isInstanceOf(Outcome.NotFound.class);
        assertThat(names()).isEmpty();
    }

    @Test
    void blamesOurOwnDiskAndDoesNotAskAgain() throws IOException {
        Path target = folder.resolve("missing").resolve("out.jsonl");
        try (RawServer server = new RawServer(always(RawServer.reply("200 OK", "abc")));
                BatchProvider provider = Accounts.at(server.base())) {
            assertThat(provider.download("f", target)).isInstanceOfSatisfying(Outcome.Unavailable.class, end -> {
                assertThat(end.error().code()).isEqualTo("local_io");
                assertThat(end.error().message()).contains("missing");
            });
            assertThat(server.heard()).hasSize(1);
        }
    }

    static Stream<Arguments> spoiltContents() {
        return Stream.of(
                Arguments.of("shorter than it says", content(9, () -> stream("12345678"))),
                Arguments.of("longer than it says", content(7, () -> stream("12345678"))),
                Arguments.of("gone", content(8, () -> {
                    throw new IOException("gone");
                })),
                Arguments.of("unreadable", content(8, () -> new InputStream() {
                    @Override
                    public int read() throws IOException {
                        throw new IOException("bad sector");
                    }
                })));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("spoiltContents")
    void doesNotUploadWhatChangedMeanwhile(String how, UploadContent content) throws IOException {
        try (RawServer server = new RawServer(always(RawServer.reply("200 OK", "{\"id\":\"file-1\"}")));
                BatchProvider provider = Accounts.at(server.base())) {
            Outcome<RemoteFile> outcome = provider.upload("w.jsonl", content);
            assertThat(outcome)
                    .isInstanceOfSatisfying(
                            Outcome.Unavailable.class,
                            end -> assertThat(end.error().code()).isEqualTo("local_io"));
        }
    }

    private static Outcome<Downloaded> download(byte[] reply, Path target) throws IOException {
        return download(reply, target, Long.MAX_VALUE);
    }

    private static Outcome<Downloaded> download(byte[] reply, Path target, long room) throws IOException {
        try (RawServer server = new RawServer(always(reply));
                BatchProvider provider = Accounts.at(server.base())) {
            Outcome<Downloaded> outcome = provider.download("file-1", target, room);
            assertThat(server.heard().getFirst().target()).isEqualTo("/v1/files/file-1/content");
            return outcome;
        }
    }

    private List<String> names() throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.map(file -> file.getFileName().toString()).toList();
        }
    }

    private static RawServer.Script always(byte[] reply) {
        return (request, number, out) -> {
            out.write(reply);
            return false;
        };
    }

    private static byte[] packed(byte[] gzip, int missing) throws IOException {
        ByteArrayOutputStream reply = new ByteArrayOutputStream();
        reply.write(text("HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: " + gzip.length + "\r\n\r\n"));
        reply.write(gzip, 0, gzip.length - missing);
        return reply.toByteArray();
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(text(text));
        }
        return bytes.toByteArray();
    }

    private static byte[] text(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static InputStream stream(String text) {
        return new ByteArrayInputStream(text(text));
    }

    private static UploadContent content(long length, Opening opening) {
        return new UploadContent() {
            @Override
            public long length() {
                return length;
            }

            @Override
            public InputStream open() throws IOException {
                return opening.open();
            }
        };
    }

    /** Opens a stream or fails. */
    @FunctionalInterface
    private interface Opening {
        InputStream open() throws IOException;
    }
}
