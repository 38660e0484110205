package dev.batchline.providers;

import java.time.Duration;
import java.util.Optional;

/**
 * How a call to a provider ended.
 *
 * @param <T> what a success brings
 */
public sealed interface Outcome<T> {
    /**
     * How long to wait before the same is asked again.
     *
     * @param own the wait that the caller has chosen; it is never less
     * @param untilSomebodyActs the wait where asking again cannot help before somebody has acted
     */
    default Duration waitAtLeast(Duration own, Duration untilSomebodyActs) {
        Duration wanted = switch (this) {
            case Throttled<T> throttled -> throttled.retryAfter().orElse(own);
            case Unavailable<T> unavailable -> unavailable.retryAfter().orElse(own);
            case AccountBlocked<T> blocked -> untilSomebodyActs;
            case Refused<T> refused -> untilSomebodyActs;
            case NotFound<T> notFound -> own;
            case Success<T> success -> own;
        };
        return wanted.compareTo(own) > 0 ? wanted : own;
    }

    /** The word for how it ended, for programs. */
    default String word() {
        return switch (this) {
            case Success<T> success -> "success";
            case NotFound<T> notFound -> "not_found";
            case Throttled<T> throttled -> "throttled";
            case AccountBlocked<T> blocked -> "account_blocked";
            case Refused<T> refused -> "refused";
            case Unavailable<T> unavailable -> "unavailable";
        };
    }

    /**
     * It was done.
     *
     * @param value what it brought
     */
    record Success<T>(T value) implements Outcome<T> {}

    /**
     * What it was about does not exist: status 404.
     *
     * @param error the provider's words
     */
    record NotFound<T>(ProviderError error) implements Outcome<T> {}

    /**
     * It was not done, since too much was asked: status 429. Ask again later.
     *
     * @param error the provider's words
     * @param retryAfter how long the provider wants us to wait, if it says so
     */
    record Throttled<T>(ProviderError error, Optional<Duration> retryAfter) implements Outcome<T> {}

    /**
     * It was not done, and nothing of this account will be until somebody acts: 401, 402, 403, a quota that is used
     * up, a model that is not allowed.
     *
     * @param error the provider's words
     */
    record AccountBlocked<T>(ProviderError error) implements Outcome<T> {}

    /**
     * It was not done, and never will be as it was asked: every other 4xx.
     *
     * @param error the provider's words
     */
    record Refused<T>(ProviderError error) implements Outcome<T> {}

    /**
     * Nobody knows whether it was done: 408, 5xx, a redirect, a lost connection, a time-out, an answer that could not
     * be read.
     *
     * @param error the provider's words, or our own about the connection
     * @param retryAfter how long the provider wants us to wait, if it says so
     */
    record Unavailable<T>(ProviderError error, Optional<Duration> retryAfter) implements Outcome<T> {}
}
