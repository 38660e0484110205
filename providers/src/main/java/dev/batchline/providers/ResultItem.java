package dev.batchline.providers;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One line of a result file, taken apart but with the answer's bytes as they came.
 *
 * @param lineId the provider's id of the line; null if it gives none
 * @param customId what stood in the input file
 * @param statusCode the item's HTTP status; null if the item was never executed
 * @param requestId the provider's id of the item's execution; null if it gives none
 * @param body the bytes of the answer, JSON; null if there is none
 * @param errorCode why there is no answer: the line's error, else the answer's own error; null for an answer
 * @param errorMessage the provider's sentence about it; null for an answer
 */
public record ResultItem(
        @Nullable String lineId,
        String customId,
        @Nullable Integer statusCode,
        @Nullable String requestId,
        byte @Nullable [] body,
        @Nullable String errorCode,
        @Nullable String errorMessage) {
    /** Whether it is an answer: a 2xx status and no error on the line or in the body. */
    public boolean success() {
        return errorCode == null && statusCode != null && statusCode >= 200 && statusCode < 300;
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof ResultItem that
                && customId.equals(that.customId)
                && java.util.Objects.equals(statusCode, that.statusCode)
                && Arrays.equals(body, that.body);
    }

    @Override
    public int hashCode() {
        return customId.hashCode();
    }
}
