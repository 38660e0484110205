package dev.batchline.providers;

import java.time.Duration;

/** Hears of every HTTP call to a provider. It is called on the thread of the call and must not block. */
@FunctionalInterface
public interface CallListener {
    /** Hears nothing. */
    CallListener NONE = (account, operation, outcome, took) -> {};

    /**
     * A call has ended; one that is repeated is told each time.
     *
     * @param account our name for the account
     * @param operation such as {@code retrieve}
     * @param outcome the word of its {@link Outcome}
     * @param took without the wait for its turn
     */
    void called(String account, String operation, String outcome, Duration took);
}
