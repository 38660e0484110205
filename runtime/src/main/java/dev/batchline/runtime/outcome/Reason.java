package dev.batchline.runtime.outcome;

import dev.batchline.schemas.ErrorCode;
import org.jspecify.annotations.Nullable;

/**
 * Why an item failed.
 *
 * @param code ours, or the provider's word
 * @param message one sentence for a person
 * @param retryable whether sending it again can help
 * @param httpStatus the provider's status for the item; null if there was none
 * @param stage where it failed
 */
public record Reason(
        String code,
        String message,
        boolean retryable,
        @Nullable Integer httpStatus,
        Stage stage) {
    /** A reason of our own. */
    public static Reason of(ErrorCode code, String message, Stage stage) {
        return new Reason(code.word(), message, code.retryable(), null, stage);
    }
}
