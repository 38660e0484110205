package dev.batchline.providers;

import org.jspecify.annotations.Nullable;

/**
 * Why a call was not done.
 *
 * @param httpStatus the status; 0 if there was no reply
 * @param code the provider's code, or ours such as {@code connection_lost}; null if it gives none
 * @param message one sentence; it never holds a key or a request's text
 * @param requestId the provider's id of the call, for its support; null if it gives none
 */
public record ProviderError(
        int httpStatus,
        @Nullable String code,
        String message,
        @Nullable String requestId) {}
