package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.ProviderLimits;
import dev.batchline.runtime.SettableClocks;
import dev.batchline.runtime.outcome.Stage;
import dev.batchline.schemas.ErrorCode;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.LaneKey;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Which lane a request goes to, and why one goes nowhere. */
class RoutePolicyTest {
    private static final String BODY = "{\"model\":\"m\",\"messages\":[]}";
    private static final String GOOD = request("a", "/v1/chat/completions", BODY);

    private final FakeProvider provider = new FakeProvider(new SettableClocks());
    private final Accounts accounts = new Accounts(List.of(
            new Account("one", "shared", 100, provider),
            new Account("two", "shared", 100, provider),
            new Account("three", "three", 100, provider)));
    private final RoutePolicy policy = new RoutePolicy(accounts, 10_000, "24h");

    @Test
    void putsARequestIntoTheLaneOfItsPoolEndpointAndModel() {
        assertThat(lane(GOOD)).isEqualTo(new LaneKey("shared", "/v1/chat/completions", "m", "24h"));
    }

    @Test
    void takesTheFirstAccountsPoolForARequestThatNamesNone() {
        assertThat(lane(GOOD).pool()).isEqualTo("shared");
        assertThat(lane(GOOD, Header.of(Headers.ACCOUNT, "")).pool()).isEqualTo("shared");
    }

    @Test
    void findsThePoolOfAnAccountAndAPoolByItsName() {
        assertThat(lane(GOOD, Header.of(Headers.ACCOUNT, "two")).pool()).isEqualTo("shared");
        assertThat(lane(GOOD, Header.of(Headers.ACCOUNT, "shared")).pool()).isEqualTo("shared");
        assertThat(lane(GOOD, Header.of(Headers.ACCOUNT, "three")).pool()).isEqualTo("three");
    }

    @Test
    void theLastHeaderOfANameCounts() {
        assertThat(lane(GOOD, Header.of(Headers.ACCOUNT, "nobody"), Header.of(Headers.ACCOUNT, "three"))
                        .pool())
                .isEqualTo("three");
    }

    @Test
    void refusesAnAccountThatNobodyConfigured() {
        assertThat(refused(GOOD, Header.of(Headers.ACCOUNT, "nobody"))).isEqualTo(ErrorCode.UNKNOWN_ACCOUNT);
    }

    @Test
    void takesTheModesThatAreBuiltAndRefusesTheOthers() {
        assertThat(lane(GOOD, Header.of(Headers.MODE, "auto"))).isEqualTo(lane(GOOD));
        assertThat(lane(GOOD, Header.of(Headers.MODE, "batch"))).isEqualTo(lane(GOOD));
        assertThat(refused(GOOD, Header.of(Headers.MODE, "standard"))).isEqualTo(ErrorCode.STANDARD_NOT_AVAILABLE);
        assertThat(refused(GOOD, Header.of(Headers.MODE, "fast"))).isEqualTo(ErrorCode.INVALID_MODE);
    }

    @Test
    void refusesAnEndpointThatIsNotServedInBatches() {
        assertThat(refused(request("a", "/v1/files", BODY))).isEqualTo(ErrorCode.URL_NOT_BATCHABLE);
    }

    @Test
    void refusesWhatIsNoRequestWithTheParsersReason() {
        assertThat(refused("{oops")).isEqualTo(ErrorCode.INVALID_JSON);
        assertThat(refused("[]")).isEqualTo(ErrorCode.NOT_AN_OBJECT);
        assertThat(refused("{\"url\":\"/v1/responses\",\"body\":{\"model\":\"m\"}}"))
                .isEqualTo(ErrorCode.MISSING_CUSTOM_ID);
        assertThat(refused("{\"custom_id\":\"a\",\"body\":{\"model\":\"m\"}}")).isEqualTo(ErrorCode.MISSING_URL);
        assertThat(refused(request("a", "/v1/responses", "{}"))).isEqualTo(ErrorCode.MISSING_MODEL);
        assertThat(policy.route(null, List.of()))
                .isInstanceOfSatisfying(
                        RoutePolicy.Route.Refused.class,
                        refused -> assertThat(refused.reason().code()).isEqualTo(ErrorCode.EMPTY_VALUE.word()));
    }

    @Test
    void namesTheCustomIdOfARefusedRequestIfItCanBeRead() {
        assertThat(policy.route(utf8(request("a", "/v1/files", BODY)), List.of()))
                .isInstanceOfSatisfying(RoutePolicy.Route.Refused.class, refused -> {
                    assertThat(refused.customId()).isEqualTo("a");
                    assertThat(refused.reason().stage()).isEqualTo(Stage.ROUTE);
                    assertThat(refused.reason().retryable()).isFalse();
                });
    }

    @Test
    void refusesARequestAboveTheLargestSize() {
        int around = GOOD.length();
        String largest = GOOD + " ".repeat(10_000 - around);
        assertThat(policy.route(utf8(largest), List.of())).isInstanceOf(RoutePolicy.Route.ToLane.class);
        assertThat(refused(largest + " ")).isEqualTo(ErrorCode.REQUEST_TOO_LARGE);
    }

    @Test
    void refusesMoreHeadersThanAreCarried() {
        int name = 1;
        Header most = Header.of("h", "x".repeat(Headers.CARRIED_MAX_BYTES - name));
        assertThat(policy.route(utf8(GOOD), List.of(most))).isInstanceOf(RoutePolicy.Route.ToLane.class);
        assertThat(refused(GOOD, most, new Header("n", null))).isEqualTo(ErrorCode.REQUEST_TOO_LARGE);
    }

    @Test
    void refusesALineThatIsLongerThanTheProviderTakesUnderAnyIdItMayGet() {
        for (String id : List.of("a", "a-rather-long-custom-id")) {
            String event = request(id, "/v1/chat/completions", BODY);
            int line = provider.lines()
                    .requestLine(
                            (dev.batchline.schemas.RequestEvent) dev.batchline.schemas.RequestEvent.parse(utf8(event)),
                            "w".repeat(64))
                    .length;
            assertThat(limited(line).route(utf8(event), List.of())).isInstanceOf(RoutePolicy.Route.ToLane.class);
            assertThat(limited(line - 1).route(utf8(event), List.of()))
                    .isInstanceOfSatisfying(
                            RoutePolicy.Route.Refused.class,
                            refused ->
                                    assertThat(refused.reason().code()).isEqualTo(ErrorCode.REQUEST_TOO_LARGE.word()));
        }
    }

    @Test
    void carriesTheUsersHeadersAndDropsSpoofedOnesOfOurs() {
        List<Header> kept = List.of(
                Header.of("traceparent", "00-1"),
                new Header("empty", null),
                Header.of("traceparent", "00-2"),
                Header.of(Headers.TENANT, "t"),
                Header.of(Headers.JOB, "j"),
                Header.of(Headers.DEADLINE, "d"),
                Header.of(Headers.ACCOUNT, "one"),
                Header.of(Headers.MODE, "batch"),
                Header.of(Headers.REPLAY, "r"),
                Header.of(Headers.REPLAY_ORIGIN, "t-0-1"));
        List<Header> spoofed = List.of(
                Header.of(Headers.ATTEMPT, "9"),
                Header.of(Headers.SOURCE_TOPIC, "x"),
                Header.of(Headers.SOURCE_TOPIC_ID, "x"),
                Header.of(Headers.SOURCE_PARTITION, "x"),
                Header.of(Headers.SOURCE_OFFSET, "x"),
                Header.of(Headers.WINDOW, "x"),
                Header.of(Headers.BATCH_ID, "x"),
                Header.of(Headers.ERROR_CODE, "x"),
                Header.of("batch-something-new", "x"));
        List<Header> all = new java.util.ArrayList<>(spoofed);
        all.addAll(kept);
        assertThat(RoutePolicy.carried(all)).isEqualTo(kept);
    }

    private RoutePolicy limited(int lineBytes) {
        ProviderLimits limits =
                new ProviderLimits(50_000, 200_000_000, lineBytes, 50_000, 64, Set.of("/v1/chat/completions"));
        FakeProvider strict = new FakeProvider(new SettableClocks(), limits);
        return new RoutePolicy(new Accounts(List.of(new Account("one", "p", 1, strict))), 10_000, "24h");
    }

    private LaneKey lane(String value, Header... headers) {
        RoutePolicy.Route route = policy.route(utf8(value), List.of(headers));
        assertThat(route).isInstanceOf(RoutePolicy.Route.ToLane.class);
        return ((RoutePolicy.Route.ToLane) route).lane();
    }

    private ErrorCode refused(String value, Header... headers) {
        RoutePolicy.Route route = policy.route(utf8(value), List.of(headers));
        assertThat(route).isInstanceOf(RoutePolicy.Route.Refused.class);
        return ErrorCode.valueOf(
                ((RoutePolicy.Route.Refused) route).reason().code().toUpperCase(java.util.Locale.ROOT));
    }

    private static String request(String customId, String url, String body) {
        return "{\"custom_id\":\"" + customId + "\",\"method\":\"POST\",\"url\":\"" + url + "\",\"body\":" + body + "}";
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
