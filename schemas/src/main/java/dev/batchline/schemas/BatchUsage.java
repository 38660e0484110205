package dev.batchline.schemas;

import org.jspecify.annotations.Nullable;

/**
 * The tokens of a whole batch, as its provider adds them up.
 *
 * @param inputTokens prompt tokens, cached ones included
 * @param cachedTokens prompt tokens that the provider had cached; null if it does not say
 * @param outputTokens answer tokens, reasoning included
 * @param reasoningTokens answer tokens that were thought and not said; null if it does not say
 */
public record BatchUsage(
        long inputTokens,
        @Nullable Long cachedTokens,
        long outputTokens,
        @Nullable Long reasoningTokens) {}
