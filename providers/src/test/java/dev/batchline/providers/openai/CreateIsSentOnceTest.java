package dev.batchline.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.BatchProvider;
import dev.batchline.providers.Outcome;
import dev.batchline.providers.RemoteBatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A second POST could be a second batch, so there is exactly one, whatever server and connection do. */
class CreateIsSentOnceTest {
    private static final byte[] BATCH = RawServer.reply("200 OK", "{\"id\":\"batch_1\",\"status\":\"validating\"}");
    private static final byte[] NO_BATCH = RawServer.reply("404 Not Found", "{\"error\":{\"message\":\"none\"}}");

    static Stream<Arguments> troubles() {
        return Stream.of(
                Arguments.of("connection dropped before the reply", script("")),
                Arguments.of("connection dropped in the head", script("HTTP/1.1 200 OK\r\nContent-Le")),
                Arguments.of(
                        "connection dropped in the body",
                        script("HTTP/1.1 200 OK\r\nContent-Length: 99\r\n\r\n{\"id\"")),
                Arguments.of("no HTTP at all", script("hello\r\n\r\n")),
                Arguments.of("body is no JSON", script(RawServer.reply("200 OK", "<html>"))),
                Arguments.of("body without an id", script(RawServer.reply("200 OK", "{}"))),
                Arguments.of("408", script(RawServer.reply("408 Request Timeout", ""))),
                Arguments.of("408 and close", script(RawServer.reply("408 Request Timeout", "", "Connection: close"))),
                Arguments.of("503 with Retry-After: 0", script(RawServer.reply("503 Busy", "", "Retry-After: 0"))),
                Arguments.of("500, please again", script(RawServer.reply("500 Oh", "", "x-should-retry: true"))),
                Arguments.of("307", script(RawServer.reply("307 Moved", "", "Location: /v1/batches"))),
                Arguments.of("308", script(RawServer.reply("308 Moved", "", "Location: /v1/batches"))),
                Arguments.of("302", script(RawServer.reply("302 Moved", "", "Location: /v1/batches"))));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("troubles")
    void sendsOnePostThroughTrouble(String trouble, RawServer.Script script) throws IOException {
        try (RawServer server = new RawServer(script);
                BatchProvider provider = Accounts.at(server.base())) {
            assertThat(provider.create(Accounts.CREATE)).isInstanceOf(Outcome.Unavailable.class);
            assertThat(server.count("POST")).isEqualTo(1);
            assertThat(server.heard()).hasSize(1);
        }
    }

    @Test
    void sendsOnePostIfThrottled() throws IOException {
        byte[] reply = RawServer.reply("429 Too Many", "", "Retry-After: 0");
        try (RawServer server = new RawServer(script(reply));
                BatchProvider provider = Accounts.at(server.base())) {
            assertThat(OutcomeMappingTest.retryAfterOf(provider.create(Accounts.CREATE)))
                    .contains(Duration.ZERO);
            assertThat(server.count("POST")).isEqualTo(1);
        }
    }

    @Test
    void sendsOnePostOverAPooledConnectionThatTheServerHasClosed() throws IOException {
        RawServer.Script closesAfterGet = (request, number, out) -> {
            out.write(request.method().equals("GET") ? NO_BATCH : BATCH);
            return false;
        };
        try (RawServer server = new RawServer(closesAfterGet);
                BatchProvider provider = Accounts.at(server.base())) {
            for (int i = 1; i <= 20; i++) {
                provider.retrieve("batch_0");
                Outcome<RemoteBatch> outcome = provider.create(Accounts.CREATE);
                assertThat(server.count("POST")).isLessThanOrEqualTo(i);
                assertThat(outcome).isInstanceOfAny(Outcome.Success.class, Outcome.Unavailable.class);
            }
        }
    }

    @Test
    void sendsOnePostOverAPooledConnectionThatDiesUnderIt() throws IOException {
        RawServer.Script diesOnPost = (request, number, out) -> {
            if (request.method().equals("GET")) {
                out.write(NO_BATCH);
                return true;
            }
            return false;
        };
        try (RawServer server = new RawServer(diesOnPost);
                BatchProvider provider = Accounts.at(server.base())) {
            provider.retrieve("batch_0");
            assertThat(provider.create(Accounts.CREATE)).isInstanceOf(Outcome.Unavailable.class);
            assertThat(server.count("POST")).isEqualTo(1);
        }
    }

    @Test
    void sendsOnePostIfTheReplyTakesTooLong() throws IOException {
        RawServer.Script silent = (request, number, out) -> true;
        try (RawServer server = new RawServer(silent);
                BatchProvider provider = Accounts.at(server.base(), NetworkTest.quick(Duration.ofMillis(300)))) {
            assertThat(provider.create(Accounts.CREATE))
                    .isInstanceOfSatisfying(
                            Outcome.Unavailable.class,
                            unavailable ->
                                    assertThat(unavailable.error().code()).isEqualTo("timeout"));
            assertThat(server.count("POST")).isEqualTo(1);
        }
    }

    @Test
    void sendsNoPostFromAnInterruptedThread() throws IOException {
        try (RawServer server = new RawServer(script(BATCH));
                BatchProvider provider = Accounts.at(server.base())) {
            Thread.currentThread().interrupt();
            Outcome<RemoteBatch> outcome = provider.create(Accounts.CREATE);
            assertThat(Thread.interrupted()).isTrue();
            assertThat(outcome).isInstanceOf(Outcome.Unavailable.class);
            assertThat(server.heard()).isEmpty();
        }
    }

    private static RawServer.Script script(String bytes) {
        return (request, number, out) -> {
            out.write(bytes.getBytes(StandardCharsets.UTF_8));
            return false;
        };
    }

    private static RawServer.Script script(byte[] reply) {
        return (request, number, out) -> {
            out.write(reply);
            return true;
        };
    }
}
