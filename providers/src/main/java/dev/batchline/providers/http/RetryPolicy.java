package dev.batchline.providers.http;

import java.time.Duration;
import java.util.Optional;

/**
 * Decides whether a call that may be repeated is sent again, and when.
 *
 * @param repeats how often a call is repeated at most
 * @param firstDelay the wait before the first repeat, if the server names none; it doubles with each repeat
 * @param longestDelay what the doubling stops at
 * @param longestServerDelay what a server may ask for and still be waited for; the caller is told of a longer one
 */
public record RetryPolicy(int repeats, Duration firstDelay, Duration longestDelay, Duration longestServerDelay) {
    /** The rule of OpenAI's own SDKs, with a limit on what a server may ask for. */
    public static final RetryPolicy STANDARD =
            new RetryPolicy(2, Duration.ofMillis(500), Duration.ofSeconds(8), Duration.ofSeconds(60));

    private static final double JITTER = 0.25;

    /**
     * How an attempt ended.
     *
     * @param status its status; 0 if there was no whole reply
     * @param shouldRetry what {@code x-should-retry} says
     * @param serverDelay what the server wants us to wait
     */
    public record Ending(int status, Optional<Boolean> shouldRetry, Optional<Duration> serverDelay) {
        /** A connection that could not be made, was lost or was too slow. */
        public static final Ending NO_REPLY = new Ending(0, Optional.empty(), Optional.empty());

        /** An end that another attempt would meet as well. */
        public static final Ending FINAL = new Ending(0, Optional.of(false), Optional.empty());
    }

    /**
     * The wait before the next attempt; empty if there shall be none.
     *
     * @param done how often the call was repeated already
     * @param conflictIsFinal whether a 409 is the answer
     * @param random from 0 to 1; shortens a delay of our own by up to a quarter
     */
    public Optional<Duration> delayAfter(Ending ending, int done, boolean conflictIsFinal, double random) {
        boolean again = ending.shouldRetry().orElseGet(() -> transientStatus(ending.status(), conflictIsFinal));
        if (done >= repeats || !again) {
            return Optional.empty();
        }
        if (ending.serverDelay().isPresent()) {
            return ending.serverDelay().filter(delay -> delay.compareTo(longestServerDelay) <= 0);
        }
        double millis = Math.min(firstDelay.toMillis() * Math.pow(2, done), (double) longestDelay.toMillis());
        return Optional.of(Duration.ofMillis(Math.round(millis * (1 - JITTER * random))));
    }

    private static boolean transientStatus(int status, boolean conflictIsFinal) {
        return switch (status) {
            case 0, 408, 429 -> true;
            case 409 -> !conflictIsFinal;
            default -> status >= 500;
        };
    }
}
