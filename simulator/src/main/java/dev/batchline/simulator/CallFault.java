package dev.batchline.simulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** A {@link Fault} that hits some calls of a route. */
public sealed interface CallFault extends Fault {
    /** Method and path with {@code *} for an id, as in {@code GET /v1/files/*}; {@value #ANY_ROUTE} is all. */
    String route();

    /** Which ones. */
    Calls calls();

    /**
     * Some calls of a route are refused without any effect: an outage, a rate limit, a bad key, a 404 that
     * passes.
     *
     * @param status status of the refusal
     * @param code {@code error.code} of the refusal, as in {@code insufficient_quota}; null is none
     * @param retryAfter how long the caller is asked to wait; zero leaves the header out
     * @param retryHeader how it is asked
     */
    record RefuseCalls(
            @JsonProperty(required = true) String route,
            Calls calls,
            @JsonProperty(required = true) int status,
            @Nullable String code,
            @JsonProperty("retry_after_seconds") Duration retryAfter,
            RetryHeader retryHeader)
            implements CallFault {
        public RefuseCalls(
                String route,
                @Nullable Calls calls,
                int status,
                @Nullable String code,
                @Nullable Duration retryAfter,
                @Nullable RetryHeader retryHeader) {
            this.route = Routes.checked(route);
            this.calls = Calls.orEvery(calls);
            this.status = Bounds.errorStatus(status);
            this.code = code;
            this.retryAfter = Bounds.orZero("retry_after_seconds", retryAfter);
            this.retryHeader = retryHeader == null ? RetryHeader.RETRY_AFTER : retryHeader;
        }

        /** The calls from one to another, both included, from 1. */
        public RefuseCalls(String route, int first, int last, int status, Duration retryAfter) {
            this(route, Calls.between(first, last), status, null, retryAfter, RetryHeader.RETRY_AFTER);
        }
    }

    /**
     * Some calls of a route take effect, but the caller never learns of it.
     *
     * @param status what the caller gets instead; 0 cuts the connection without a reply
     */
    record LoseReply(@JsonProperty(required = true) String route, Calls calls, int status) implements CallFault {
        public LoseReply {
            route = Routes.checked(route);
            calls = Calls.orEvery(calls);
            status = status == 0 ? 0 : Bounds.errorStatus(status);
        }

        /** The nth call, from 1. */
        public LoseReply(String route, int nth, int status) {
            this(route, Calls.nth(nth), status);
        }
    }

    /**
     * Some calls that create a batch take effect long after the caller was told otherwise.
     *
     * @param delay how long after the call the batch comes, if its input file is still there
     * @param status what the caller gets; 0 cuts the connection without a reply
     */
    record DelayCreate(
            Calls calls,

            @JsonProperty(value = "delay_seconds", required = true)
            Duration delay,

            int status) implements CallFault {
        public DelayCreate {
            calls = Calls.orEvery(calls);
            delay = Bounds.orZero("delay_seconds", delay);
            status = status == 0 ? 0 : Bounds.errorStatus(status);
        }

        @Override
        public String route() {
            return CREATE_BATCH;
        }
    }

    /**
     * Some calls that create a batch create two, as when a client library or a gateway repeats the call by itself. The
     * caller learns of the second one.
     */
    record RepeatCreate(Calls calls) implements CallFault {
        public RepeatCreate {
            calls = Calls.orEvery(calls);
        }

        @Override
        public String route() {
            return CREATE_BATCH;
        }
    }

    /**
     * Some calls take effect and are answered with another text, which need not be JSON. Downloads are not.
     *
     * @param status status of the reply; 0 is 200
     * @param text its body
     */
    record ReplaceReply(
            @JsonProperty(required = true) String route,
            Calls calls,
            int status,
            @JsonProperty(required = true) String text)
            implements CallFault {
        public ReplaceReply {
            route = Routes.checked(route);
            if (route.equals(DOWNLOAD)) {
                throw new IllegalArgumentException("route is not " + DOWNLOAD + ", whose replies have no text");
            }
            calls = Calls.orEvery(calls);
            status = status == 0 ? 200 : status;
        }
    }

    /**
     * Some downloads break off early.
     *
     * @param percentSent share of the bytes sent, 0 to 100
     * @param unnoticed true: only so many bytes are announced; false: the full length is
     */
    record TruncateDownload(
            Calls calls, @JsonProperty(required = true) double percentSent, boolean unnoticed) implements CallFault {
        public TruncateDownload {
            calls = Calls.orEvery(calls);
            Bounds.percent("percent_sent", percentSent);
        }

        /** These announce their full length. */
        public TruncateDownload(Calls calls, double percentSent) {
            this(calls, percentSent, false);
        }

        /** The nth download of file content, from 1. */
        public TruncateDownload(int nth, double percentSent) {
            this(Calls.nth(nth), percentSent);
        }

        @Override
        public String route() {
            return DOWNLOAD;
        }
    }
}
