package dev.batchline.runtime.config;

import java.time.Duration;

/**
 * How often and when a request is submitted again that the provider did not get to.
 *
 * @param maxAttempts submissions at most, at least 1
 * @param backoff the wait before the second attempt; it doubles with each further one
 * @param maxBackoff the longest wait, not below {@code backoff}
 */
public record RetrySettings(int maxAttempts, Duration backoff, Duration maxBackoff) {}
