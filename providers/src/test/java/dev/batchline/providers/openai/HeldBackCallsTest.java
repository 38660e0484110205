package dev.batchline.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.BatchProvider;
import dev.batchline.providers.CallControl;
import dev.batchline.providers.CallListener;
import dev.batchline.providers.Outcome;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Supplier;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An account's calls keep to its limit and are told to whoever listens, on real connections. */
class HeldBackCallsTest {
    private static final Supplier<Duration> CLOCK = () -> Duration.ofNanos(System.nanoTime());
    private static final String BATCH = "{\"id\":\"b1\",\"status\":\"in_progress\"}";

    private final MockWebServer server = new MockWebServer();
    private final List<String> told = new CopyOnWriteArrayList<>();
    private final CallListener listener =
            (account, operation, outcome, took) -> told.add(account + " " + operation + " " + outcome);

    @BeforeEach
    void start() throws IOException {
        server.start();
    }

    @AfterEach
    void stop() {
        server.close();
    }

    @Test
    void everyCallWaitsForItsTurnRepeatsAndTransfersToo(@TempDir Path directory) {
        server.enqueue(new MockResponse.Builder().body(BATCH).build());
        server.enqueue(new MockResponse.Builder().code(500).build());
        server.enqueue(new MockResponse.Builder().body(BATCH).build());
        server.enqueue(new MockResponse.Builder().body("line\n").build());
        server.enqueue(new MockResponse.Builder().body("{\"id\":\"f1\"}").build());
        try (BatchProvider provider = limited(300, CLOCK)) {
            for (int saved = 0; saved < 5; saved++) {
                server.enqueue(new MockResponse.Builder().body(BATCH).build());
            }
            Duration began = CLOCK.get();
            provider.retrieve("b1");
            provider.retrieve("b1");
            provider.download("f1", directory.resolve("out"));
            provider.upload("in.jsonl", Accounts.content("line\n"));
            for (int more = 0; more < 5; more++) {
                provider.retrieve("b1");
            }
            assertThat(server.getRequestCount()).isEqualTo(10);
            assertThat(CLOCK.get().minus(began)).isGreaterThan(Duration.ofMillis(990));
        }
        assertThat(told)
                .startsWith(
                        "main retrieve success",
                        "main retrieve unavailable",
                        "main retrieve success",
                        "main download success",
                        "main upload success")
                .hasSize(10);
    }

    @Test
    void doesNotSendACreateWhoseTurnComesTooLate() {
        server.enqueue(new MockResponse.Builder().body(BATCH).build());
        Duration[] now = {Duration.ZERO};
        try (BatchProvider provider = limited(1, () -> now[0] = now[0].plusSeconds(1))) {
            assertThat(provider.retrieve("b1")).isInstanceOf(Outcome.Success.class);
            Outcome<?> outcome = provider.create(Accounts.CREATE);
            assertThat(outcome).isInstanceOf(Outcome.Throttled.class);
            assertThat(OutcomeMappingTest.errorOf(outcome).code()).isEqualTo("requests_per_minute");
            assertThat(OutcomeMappingTest.retryAfterOf(outcome)).isPresent();
        }
        assertThat(server.getRequestCount()).isEqualTo(1);
        assertThat(told).hasSize(1);
    }

    @Test
    void sendsNothingThatWasSavedUpAfterAFourHundredTwentyNine() {
        server.enqueue(new MockResponse.Builder()
                .code(429)
                .addHeader("retry-after", "90")
                .build());
        server.enqueue(new MockResponse.Builder().body(BATCH).build());
        try (BatchProvider provider = limited(60 * 20, CLOCK)) {
            assertThat(provider.retrieve("b1")).isInstanceOf(Outcome.Throttled.class);
            Duration began = CLOCK.get();
            assertThat(provider.retrieve("b1")).isInstanceOf(Outcome.Success.class);
            assertThat(CLOCK.get().minus(began)).isGreaterThan(Duration.ofMillis(40));
        }
    }

    private BatchProvider limited(int perMinute, Supplier<Duration> elapsed) {
        return Accounts.at(server.url("/v1").uri(), new CallControl(perMinute, elapsed, listener));
    }
}
