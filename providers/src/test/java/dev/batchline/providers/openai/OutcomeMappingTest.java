package dev.batchline.providers.openai;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.BatchProvider;
import dev.batchline.providers.Outcome;
import dev.batchline.providers.Outcome.AccountBlocked;
import dev.batchline.providers.Outcome.NotFound;
import dev.batchline.providers.Outcome.Refused;
import dev.batchline.providers.Outcome.Throttled;
import dev.batchline.providers.Outcome.Unavailable;
import dev.batchline.providers.ProviderError;
import dev.batchline.providers.RemoteBatch;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.Optional;
import java.util.stream.Stream;
import mockwebserver3.MockResponse;
import mockwebserver3.MockWebServer;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** What each status and error body becomes, asked through a create, which is never repeated. */
class OutcomeMappingTest {
    private final MockWebServer server = new MockWebServer();
    private BatchProvider provider;

    @BeforeEach
    void start() throws IOException {
        server.start();
        provider = Accounts.at(server.url("/v1").uri());
    }

    @AfterEach
    void stop() {
        provider.close();
        server.close();
    }

    static Stream<Arguments> statuses() {
        return Stream.of(
                Arguments.of(400, "invalid_value", Refused.class),
                Arguments.of(400, "billing_hard_limit_reached", AccountBlocked.class),
                Arguments.of(401, "invalid_api_key", AccountBlocked.class),
                Arguments.of(402, "payment_required", AccountBlocked.class),
                Arguments.of(403, "unsupported_country_region_territory", AccountBlocked.class),
                Arguments.of(403, "model_not_allowed", AccountBlocked.class),
                Arguments.of(404, "file_not_found", NotFound.class),
                Arguments.of(404, "model_not_found", AccountBlocked.class),
                Arguments.of(408, "request_timeout", Unavailable.class),
                Arguments.of(409, "conflict", Refused.class),
                Arguments.of(413, "too_large", Refused.class),
                Arguments.of(422, "unprocessable", Refused.class),
                Arguments.of(429, "rate_limit_exceeded", Throttled.class),
                Arguments.of(429, "insufficient_quota", AccountBlocked.class),
                Arguments.of(429, "billing_not_active", AccountBlocked.class),
                Arguments.of(300, "choices", Unavailable.class),
                Arguments.of(304, "not_modified", Unavailable.class),
                Arguments.of(500, "server_error", Unavailable.class),
                Arguments.of(503, "insufficient_quota", Unavailable.class),
                Arguments.of(529, "overloaded", Unavailable.class));
    }

    @ParameterizedTest(name = "{0} {1} is {2}")
    @MethodSource("statuses")
    void mapsStatusAndCode(int status, String code, Class<?> outcome) {
        String body = status == 304 ? "" : "{\"error\":{\"message\":\"Words.\",\"code\":\"" + code + "\"}}";
        Outcome<RemoteBatch> actual = create(reply(status, body).addHeader("x-request-id", "req_1"));
        assertThat(actual).isInstanceOf(outcome);
        assertThat(errorOf(actual).httpStatus()).isEqualTo(status);
        assertThat(errorOf(actual).requestId()).isEqualTo("req_1");
        if (status != 304) {
            assertThat(errorOf(actual).code()).isEqualTo(code);
            assertThat(errorOf(actual).message()).isEqualTo("Words.");
        }
    }

    static Stream<Arguments> bodies() {
        return Stream.of(
                Arguments.of("{\"error\":{\"message\":\"M\",\"type\":\"T\",\"code\":null}}", "T", "M"),
                Arguments.of("{\"error\":{\"message\":\"M\",\"code\":404}}", "404", "M"),
                Arguments.of("{\"error\":\"M\"}", null, "M"),
                Arguments.of("{\"message\":\"M\",\"code\":\"C\"}", "C", "M"),
                Arguments.of("{\"detail\":\"M\"}", null, "M"),
                Arguments.of("{\"detail\":[{\"loc\":[\"x\"]}]}", null, "[{\"loc\":[\"x\"]}]"),
                Arguments.of("{\"error\":{\"message\":{\"message\":\"M\"}}}", null, "M"),
                Arguments.of("{\"odd\":1}", null, "{\"odd\":1}"),
                Arguments.of("\"M\"", null, "M"),
                Arguments.of("plain\n words", null, "plain words"),
                Arguments.of("<html><head><title> Bad\nday </title></head><body>x</body>", null, "Bad day"),
                Arguments.of("<p>Bad <b>day</b></p>", null, "Bad day"),
                Arguments.of("", null, "The provider answered with status 400."),
                Arguments.of("{\"error\":{\"mess", null, "{\"error\":{\"mess"));
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("bodies")
    void readsErrorBodiesOfAllKinds(String body, String code, String message) {
        ProviderError error = errorOf(create(reply(400, body)));
        assertThat(error.code()).isEqualTo(code);
        assertThat(error.message()).isEqualTo(message);
    }

    @Test
    void neverRepeatsTheKey() {
        String echo = "{\"error\":{\"message\":\"Bad key " + Accounts.KEY + ".\",\"code\":\"" + Accounts.KEY + "\"}}";
        ProviderError error = errorOf(create(reply(401, echo).addHeader("x-request-id", "for-" + Accounts.KEY)));
        assertThat(error.toString()).doesNotContain(Accounts.KEY).contains("Bad key (hidden).");
    }

    @Test
    void cutsLongMessages() {
        ProviderError error = errorOf(create(reply(500, "ä".repeat(100_000))));
        assertThat(error.message().getBytes(StandardCharsets.UTF_8)).hasSize(2048);
    }

    @Test
    void handsBackHowLongTheServerWantsToBeLeftAlone() {
        assertThat(retryAfterOf(create(reply(429, "{}").addHeader("Retry-After", "90"))))
                .contains(Duration.ofSeconds(90));
        assertThat(retryAfterOf(create(reply(503, "{}").addHeader("retry-after-ms", "1500"))))
                .contains(Duration.ofMillis(1500));
        assertThat(retryAfterOf(create(reply(503, "{}")))).isEmpty();
    }

    @Test
    void takesASuccessThatHoldsAnErrorForNoAnswer() {
        Outcome<RemoteBatch> outcome = create(reply(200, "{\"error\":{\"message\":\"Hidden.\",\"code\":\"deep\"}}"));
        assertThat(outcome).isInstanceOf(Unavailable.class);
        assertThat(errorOf(outcome).code()).isEqualTo("deep");
        assertThat(errorOf(outcome).message()).contains("Hidden.");
    }

    @Test
    void takesASuccessThatIsNoJsonForNoAnswer() {
        Outcome<RemoteBatch> outcome = create(reply(200, "<html><title>Log in</title></html>"));
        assertThat(outcome).isInstanceOf(Unavailable.class);
        assertThat(errorOf(outcome).code()).isEqualTo("unreadable_reply");
        assertThat(errorOf(outcome).message()).contains("Log in");
    }

    private Outcome<RemoteBatch> create(MockResponse.Builder reply) {
        server.enqueue(reply.build());
        return provider.create(Accounts.CREATE);
    }

    private static MockResponse.Builder reply(int status, String body) {
        return new MockResponse.Builder().code(status).body(body);
    }

    static <T> Optional<Duration> retryAfterOf(Outcome<T> outcome) {
        return switch (outcome) {
            case Throttled<T> end -> end.retryAfter();
            case Unavailable<T> end -> end.retryAfter();
            case Outcome.Success<T> end -> throw new AssertionError("has no delay: " + end);
            case NotFound<T> end -> throw new AssertionError("has no delay: " + end);
            case AccountBlocked<T> end -> throw new AssertionError("has no delay: " + end);
            case Refused<T> end -> throw new AssertionError("has no delay: " + end);
        };
    }

    static <T> ProviderError errorOf(Outcome<T> outcome) {
        return switch (outcome) {
            case Outcome.Success<T> success -> throw new AssertionError("a success: " + success);
            case NotFound<T> end -> end.error();
            case Throttled<T> end -> end.error();
            case AccountBlocked<T> end -> end.error();
            case Refused<T> end -> end.error();
            case Unavailable<T> end -> end.error();
        };
    }
}
