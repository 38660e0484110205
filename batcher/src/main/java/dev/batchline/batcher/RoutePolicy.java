package dev.batchline.batcher;

import dev.batchline.providers.BatchProvider;
import dev.batchline.runtime.outcome.Reason;
import dev.batchline.runtime.outcome.Stage;
import dev.batchline.schemas.ErrorCode;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.ParsedRequest;
import dev.batchline.schemas.RequestEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Decides which lane a request event goes to, or why it goes nowhere. */
final class RoutePolicy {
    /** Headers of ours that a user sets and that are carried to the outcome. */
    private static final Set<String> USERS = Set.of(
            Headers.ACCOUNT,
            Headers.MODE,
            Headers.DEADLINE,
            Headers.TENANT,
            Headers.JOB,
            Headers.REPLAY,
            Headers.REPLAY_ORIGIN);

    private static final int WIRE_ID_LENGTH = 64;

    /** More than a line has around its body: names, and a custom_id and a url with all their characters escaped. */
    private static final long AROUND_BODY_BYTES = 8 * 1024;

    private static final Set<String> MODES = Set.of("", "auto", "batch");

    private final Accounts accounts;
    private final int requestMaxBytes;
    private final String completionWindow;

    RoutePolicy(Accounts accounts, int requestMaxBytes, String completionWindow) {
        this.accounts = accounts;
        this.requestMaxBytes = requestMaxBytes;
        this.completionWindow = completionWindow;
    }

    /** The lane of a request with these headers. */
    Route route(byte @Nullable [] value, List<Header> headers) {
        if (value != null && value.length > requestMaxBytes) {
            return refuse(
                    null,
                    ErrorCode.REQUEST_TOO_LARGE,
                    "The request has " + value.length + " bytes, request.max.bytes is " + requestMaxBytes + ".");
        }
        return switch (RequestEvent.parse(value)) {
            case ParsedRequest.Refused refused -> refuse(refused.customId(), refused.code(), refused.message());
            case RequestEvent event -> route(event, headers);
        };
    }

    /** Which headers go along: the user's own, and those of ours that users set. */
    static List<Header> carried(List<Header> headers) {
        return headers.stream()
                .filter(header -> !header.key().startsWith(Headers.PREFIX) || USERS.contains(header.key()))
                .toList();
    }

    private Route route(RequestEvent event, List<Header> headers) {
        if (size(headers) > Headers.CARRIED_MAX_BYTES) {
            return refuse(
                    event.customId(),
                    ErrorCode.REQUEST_TOO_LARGE,
                    "The headers have " + size(headers) + " bytes, at most " + Headers.CARRIED_MAX_BYTES
                            + " are carried to an outcome.");
        }
        String mode = text(headers, Headers.MODE);
        if (mode.equals("standard")) {
            return refuse(
                    event.customId(),
                    ErrorCode.STANDARD_NOT_AVAILABLE,
                    "batch-mode standard is not built yet: leave the header out or set it to batch.");
        }
        if (!MODES.contains(mode)) {
            return refuse(
                    event.customId(), ErrorCode.INVALID_MODE, "batch-mode must be auto or batch, or be left out.");
        }
        String named = text(headers, Headers.ACCOUNT);
        String pool = accounts.pool(named).orElse(null);
        if (pool == null) {
            return refuse(
                    event.customId(),
                    ErrorCode.UNKNOWN_ACCOUNT,
                    "batch-account names no account or pool that is configured here.");
        }
        BatchProvider provider = accounts.inPool(pool).get(0).provider();
        if (!provider.limits().endpoints().contains(event.url())) {
            return refuse(
                    event.customId(),
                    ErrorCode.URL_NOT_BATCHABLE,
                    "url is no endpoint that this account serves in batches.");
        }
        if (tooLong(event, provider)) {
            return refuse(
                    event.customId(),
                    ErrorCode.REQUEST_TOO_LARGE,
                    "The request is longer than the provider takes for a line, which is "
                            + provider.limits().lineBytes() + " bytes.");
        }
        return new Route.ToLane(event.customId(), new LaneKey(pool, event.url(), event.model(), completionWindow));
    }

    private static Route.Refused refuse(@Nullable String customId, ErrorCode code, String message) {
        return new Route.Refused(customId, Reason.of(code, message, Stage.ROUTE));
    }

    private static String text(List<Header> headers, String name) {
        String last = "";
        for (Header header : headers) {
            if (header.key().equals(name)) {
                last = header.text();
            }
        }
        return last;
    }

    /** The refusal of a request that could go to its lane if it had fewer headers. */
    static Route.Refused tooLargeWithHeaders(Route.ToLane to) {
        return refuse(
                to.customId(),
                ErrorCode.REQUEST_TOO_LARGE,
                "The request is larger than a record may be, together with its headers.");
    }

    /** Whether its line is too long for the provider, whichever custom_id it gets there. */
    private static boolean tooLong(RequestEvent event, BatchProvider provider) {
        long limit = provider.limits().lineBytes();
        if (event.json().length + AROUND_BODY_BYTES <= limit) {
            return false;
        }
        int line = provider.lines().requestLine(event, event.customId()).length;
        return line + Math.max(0, WIRE_ID_LENGTH - event.customId().length()) > limit;
    }

    private static long size(List<Header> headers) {
        long size = 0;
        for (Header header : headers) {
            byte[] value = header.value();
            size += header.key().getBytes(StandardCharsets.UTF_8).length + (value == null ? 0L : value.length);
        }
        return size;
    }

    /** Where a request event goes. */
    sealed interface Route {
        /**
         * Into a lane.
         *
         * @param customId the user's name for it
         * @param lane what it shares a batch by
         */
        record ToLane(String customId, LaneKey lane) implements Route {}

        /**
         * To the failed results and the dead letters.
         *
         * @param customId the user's name for it; null if it could not be read
         * @param reason why
         */
        record Refused(@Nullable String customId, Reason reason) implements Route {}
    }
}
