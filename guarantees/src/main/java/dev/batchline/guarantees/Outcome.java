package dev.batchline.guarantees;

import dev.batchline.schemas.WindowId;
import org.jspecify.annotations.Nullable;

/**
 * A record that tells how a request ended: a result or a dead letter.
 *
 * @param at where it lies
 * @param key its key: the custom_id, or where the request lies if it has none
 * @param source where the request lies; null if it does not say so
 * @param window the window that it was sent in; null if it never came into one
 * @param attempt which submission of the item ended so, from 1; 0 if it was never submitted
 * @param failure why there is no answer; null if there is one
 * @param answers the mark of the body that was answered, as a simulated provider tells it; null if nothing tells it
 */
public record Outcome(
        Place at,
        String key,
        @Nullable Place source,
        @Nullable WindowId window,
        int attempt,
        @Nullable Failure failure,
        @Nullable Mark answers) {

    /**
     * Why a request failed, as its headers say.
     *
     * @param code for programs
     * @param stage where on its way
     * @param retryable {@code true} or {@code false}
     */
    public record Failure(String code, String stage, String retryable) {
        /** Whether one of the headers is missing. */
        boolean incomplete() {
            return code.isEmpty() || stage.isEmpty() || retryable.isEmpty();
        }
    }
}
