package dev.batchline.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.BatchProvider;
import dev.batchline.providers.Outcome;
import dev.batchline.providers.RemoteFile;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.function.Function;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** How often each call goes out, counted by the server. */
class RepeatsTest {
    @TempDir
    Path folder;

    static Stream<Arguments> troubles() {
        return Stream.of(
                Arguments.of("dropped connection", new byte[0]),
                Arguments.of("dropped in the body", bytes("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{")),
                Arguments.of("408", RawServer.reply("408 Request Timeout", "", "Connection: close")),
                Arguments.of("429", RawServer.reply("429 Too Many", "", "retry-after-ms: 1", "Connection: close")),
                Arguments.of("500", RawServer.reply("500 Oh", "", "Connection: close")),
                Arguments.of("503", RawServer.reply("503 Busy", "", "Retry-After: 0", "Connection: close")));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("troubles")
    void sendsEveryCallThatMayBeRepeatedThreeTimes(String trouble, byte[] reply) throws IOException {
        assertThat(requests(reply, provider -> provider.retrieve("b"))).isEqualTo(3);
        assertThat(requests(reply, provider -> provider.list(null, 10))).isEqualTo(3);
        assertThat(requests(reply, provider -> provider.cancel("b"))).isEqualTo(3);
        assertThat(requests(reply, provider -> provider.download("f", folder.resolve("f"))))
                .isEqualTo(3);
        assertThat(requests(reply, provider -> provider.upload("n", Accounts.content("x"))))
                .isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"400 Bad", "401 Who", "404 Gone", "307 Moved", "422 No"})
    void sendsOnceWhatWillNotPass(String status) throws IOException {
        byte[] reply = RawServer.reply(status, "", "Location: /v1/elsewhere", "Connection: close");
        assertThat(requests(reply, provider -> provider.retrieve("b"))).isEqualTo(1);
        assertThat(requests(reply, provider -> provider.upload("n", Accounts.content("x"))))
                .isEqualTo(1);
        assertThat(requests(reply, provider -> provider.delete("f"))).isEqualTo(1);
    }

    @Test
    void takesAConflictForTheAnswerToACancelOnly() throws IOException {
        byte[] reply = RawServer.reply("409 Conflict", "", "Connection: close");
        assertThat(requests(reply, provider -> provider.cancel("b"))).isEqualTo(1);
        assertThat(requests(reply, provider -> provider.retrieve("b"))).isEqualTo(3);
    }

    @Test
    void doesNotAskAgainOnceTheQuotaIsUsedUp() throws IOException {
        byte[] reply = RawServer.reply("429 No", "{\"error\":{\"code\":\"insufficient_quota\"}}", "Connection: close");
        assertThat(requests(reply, provider -> provider.retrieve("b"))).isEqualTo(1);
    }

    @Test
    void doesWhatTheServerSaysAboutRepeating() throws IOException {
        byte[] never = RawServer.reply("503 Busy", "", "x-should-retry: false", "Connection: close");
        assertThat(requests(never, provider -> provider.retrieve("b"))).isEqualTo(1);
    }

    @Test
    void handsALongDelayBackInsteadOfWaiting() throws IOException {
        byte[] reply = RawServer.reply("429 Slow", "", "Retry-After: 3600");
        try (RawServer server = new RawServer(always(reply));
                BatchProvider provider = Accounts.at(server.base())) {
            assertThat(OutcomeMappingTest.retryAfterOf(provider.retrieve("b"))).contains(Duration.ofHours(1));
            assertThat(server.heard()).hasSize(1);
        }
    }

    @Test
    void answersTheSuccessOfARepeat() throws IOException {
        RawServer.Script thirdTime = (request, number, out) -> {
            out.write(number < 3 ? RawServer.reply("502 Bad", "") : RawServer.reply("200 OK", "{\"id\":\"file-1\"}"));
            return true;
        };
        try (RawServer server = new RawServer(thirdTime);
                BatchProvider provider = Accounts.at(server.base())) {
            Outcome<RemoteFile> outcome = provider.upload("w.jsonl", Accounts.content("{\"a\":1}\n"));
            assertThat(outcome).isEqualTo(new Outcome.Success<>(new RemoteFile("file-1", null, -1, null)));
            assertThat(server.heard())
                    .hasSize(3)
                    .allSatisfy(request -> assertThat(request.text()).contains("\r\n\r\n{\"a\":1}\n\r\n--"));
        }
    }

    @Test
    void countsADeletedFileThatIsGoneAsDeleted() throws IOException {
        RawServer.Script goneTheSecondTime = (request, number, out) -> {
            out.write(RawServer.reply(number == 1 ? "500 Oh" : "404 Gone", ""));
            return true;
        };
        try (RawServer server = new RawServer(goneTheSecondTime);
                BatchProvider provider = Accounts.at(server.base())) {
            assertThat(provider.delete("f")).isInstanceOf(Outcome.Success.class);
            assertThat(server.count("DELETE")).isEqualTo(2);
        }
    }

    private static long requests(byte[] reply, Function<BatchProvider, Outcome<?>> call) throws IOException {
        try (RawServer server = new RawServer(always(reply));
                BatchProvider provider = Accounts.at(server.base())) {
            assertThat(call.apply(provider)).isNotNull();
            return server.heard().size();
        }
    }

    private static RawServer.Script always(byte[] reply) {
        return (request, number, out) -> {
            out.write(reply);
            return false;
        };
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
