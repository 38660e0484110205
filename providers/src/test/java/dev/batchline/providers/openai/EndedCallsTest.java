package dev.batchline.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.batchline.providers.BatchProvider;
import dev.batchline.providers.Outcome;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Function;
import java.util.function.Supplier;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Calls that the caller ends, by an interrupt or by closing the account. */
class EndedCallsTest {
    private static final Duration SOON = Duration.ofSeconds(5);

    @TempDir
    Path folder;

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void endsACallByAnInterrupt(boolean virtual) throws Exception {
        try (RawServer server = new RawServer((request, number, out) -> true);
                BatchProvider provider = Accounts.at(server.base())) {
            Ended ended = interrupted(virtual, server, () -> provider.create(Accounts.CREATE));
            assertThat(ended.code()).isEqualTo("interrupted");
            assertThat(ended.flag()).isTrue();
            assertThat(server.count("POST")).isEqualTo(1);
        }
    }

    @Test
    void leavesNothingOfAnInterruptedDownload() throws Exception {
        RawServer.Script stalls = (request, number, out) -> {
            out.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc".getBytes(StandardCharsets.UTF_8));
            return true;
        };
        try (RawServer server = new RawServer(stalls);
                BatchProvider provider = Accounts.at(server.base())) {
            Ended ended = interrupted(false, server, () -> provider.download("f", folder.resolve("f")));
            assertThat(ended.code()).isEqualTo("interrupted");
            assertThat(folder).isEmptyDirectory();
        }
    }

    @Test
    void endsTheWaitForARepeatByAnInterrupt() throws Exception {
        byte[] busy = RawServer.reply("503 Busy", "", "Retry-After: 50");
        RawServer.Script script = (request, number, out) -> {
            out.write(busy);
            return true;
        };
        try (RawServer server = new RawServer(script);
                BatchProvider provider = Accounts.at(server.base())) {
            Ended ended = interrupted(false, server, () -> provider.retrieve("b"));
            assertThat(ended.outcome()).isInstanceOf(Outcome.Unavailable.class);
            assertThat(ended.flag()).isTrue();
            assertThat(server.heard()).hasSize(1);
        }
    }

    @Test
    void endsACallByClosingTheAccount() throws IOException {
        closedWhile((request, number, out) -> true, provider -> provider.create(Accounts.CREATE));
    }

    @Test
    void endsTheWaitForARepeatByClosingTheAccount() throws IOException {
        byte[] busy = RawServer.reply("503 Busy", "", "Retry-After: 50");
        RawServer.Script script = (request, number, out) -> {
            out.write(busy);
            return true;
        };
        closedWhile(script, provider -> provider.retrieve("b"));
    }

    @Test
    void sendsNothingOnceItIsClosed() throws IOException {
        try (RawServer server = new RawServer((request, number, out) -> true)) {
            BatchProvider provider = Accounts.at(server.base());
            provider.close();
            assertThat(codeOf(provider.create(Accounts.CREATE))).isEqualTo("closed");
            assertThat(codeOf(provider.retrieve("b"))).isEqualTo("closed");
            assertThat(server.heard()).isEmpty();
        }
    }

    private static void closedWhile(RawServer.Script script, Function<BatchProvider, Outcome<?>> call)
            throws IOException {
        try (RawServer server = new RawServer(script)) {
            BatchProvider provider = Accounts.at(server.base());
            CompletableFuture<Outcome<?>> outcome = CompletableFuture.supplyAsync(
                    () -> call.apply(provider), task -> Thread.ofVirtual().start(task));
            await().atMost(SOON).until(() -> !server.heard().isEmpty());
            provider.close();
            await().atMost(SOON).until(outcome::isDone);
            assertThat(outcome.join()).isInstanceOf(Outcome.Unavailable.class);
            assertThat(server.heard()).hasSize(1);
        }
    }

    private static Ended interrupted(boolean virtual, RawServer server, Supplier<Outcome<?>> call)
            throws InterruptedException {
        AtomicReference<Ended> ended = new AtomicReference<>();
        Thread.Builder builder = virtual ? Thread.ofVirtual() : Thread.ofPlatform();
        Thread caller = builder.start(() -> {
            Outcome<?> outcome = call.get();
            ended.set(new Ended(outcome, Thread.currentThread().isInterrupted()));
        });
        await().atMost(SOON).until(() -> !server.heard().isEmpty());
        caller.interrupt();
        assertThat(caller.join(SOON)).isTrue();
        return ended.get();
    }

    private static String codeOf(Outcome<?> outcome) {
        return OutcomeMappingTest.errorOf(outcome).code();
    }

    /** How a call ended, and whether its thread still knew that it had been interrupted. */
    private record Ended(Outcome<?> outcome, boolean flag) {
        String code() {
            return codeOf(outcome);
        }
    }
}
