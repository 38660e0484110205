package dev.batchline.runtime.config;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * When a window closes.
 *
 * @param maxRequests with so many requests
 * @param maxBytes before it grows beyond this
 * @param maxTokens before its estimated tokens pass this; null for no limit
 * @param linger when its first request has waited so long
 * @param completionWindow the time asked of the provider, in its own notation, such as {@code 24h}
 */
public record WindowSettings(
        int maxRequests, long maxBytes, @Nullable Long maxTokens, Duration linger, String completionWindow) {}
