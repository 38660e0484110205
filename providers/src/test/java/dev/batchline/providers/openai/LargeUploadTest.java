package dev.batchline.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.batchline.providers.BatchProvider;
import dev.batchline.providers.Outcome;
import dev.batchline.providers.RemoteFile;
import dev.batchline.providers.UploadContent;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A file of the largest size is never in memory: it is read as fast as the server takes it. */
class LargeUploadTest {
    private static final long LENGTH = 200_000_000;

    /** What sockets hold on both sides of the loopback, with room to spare; far below the file. */
    private static final long IN_FLIGHT = 20_000_000;

    @Test
    void readsNoFurtherThanTheServerTakes() throws Exception {
        AtomicLong read = new AtomicLong();
        CountDownLatch goOn = new CountDownLatch(1);
        try (ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor();
                ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress());
                BatchProvider provider = Accounts.at(URI.create("http://127.0.0.1:" + socket.getLocalPort() + "/v1"))) {
            CompletableFuture<Long> taken = CompletableFuture.supplyAsync(() -> take(socket, goOn), threads);
            CompletableFuture<Outcome<RemoteFile>> upload =
                    CompletableFuture.supplyAsync(() -> provider.upload("big.jsonl", new Zeros(read)), threads);
            long[] before = {-1};
            await().atMost(Duration.ofSeconds(20))
                    .pollInterval(Duration.ofMillis(200))
                    .until(() -> {
                        boolean stalled = read.get() > 0 && read.get() == before[0];
                        before[0] = read.get();
                        return stalled;
                    });
            assertThat(read.get()).isLessThan(IN_FLIGHT);
            goOn.countDown();
            assertThat(upload.get()).isInstanceOf(Outcome.Success.class);
            assertThat(taken.get()).isGreaterThan(LENGTH);
            assertThat(read.get()).isEqualTo(LENGTH);
        }
    }

    private static long take(ServerSocket socket, CountDownLatch goOn) {
        try (Socket connection = socket.accept()) {
            InputStream in = new BufferedInputStream(connection.getInputStream());
            long length = contentLength(in);
            goOn.await();
            byte[] chunk = new byte[1 << 16];
            long taken = 0;
            while (taken < length) {
                taken += in.read(chunk, 0, (int) Math.min(chunk.length, length - taken));
            }
            connection.getOutputStream().write(RawServer.reply("200 OK", "{\"id\":\"file-1\"}"));
            return taken;
        } catch (IOException | InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    private static long contentLength(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            head.append((char) in.read());
        }
        String length = head.toString().split("Content-Length: ", 2)[1].split("\r\n", 2)[0];
        return Long.parseLong(length);
    }

    /** So many bytes that were never all there at once. */
    private record Zeros(AtomicLong read) implements UploadContent {
        @Override
        public long length() {
            return LENGTH;
        }

        @Override
        public InputStream open() {
            return new InputStream() {
                @Override
                public int read() {
                    byte[] one = new byte[1];
                    return read(one, 0, 1) < 0 ? -1 : one[0];
                }

                @Override
                public int read(byte[] into, int from, int length) {
                    int count = (int) Math.min(length, LENGTH - read.get());
                    if (count == 0) {
                        return -1;
                    }
                    Arrays.fill(into, from, from + count, "0".getBytes(StandardCharsets.US_ASCII)[0]);
                    read.addAndGet(count);
                    return count;
                }
            };
        }
    }
}
