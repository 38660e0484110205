package dev.batchline.simulator;

/** The header that a refusal says in how long to wait. */
public enum RetryHeader {
    /** {@code retry-after}, in seconds. */
    RETRY_AFTER,
    /** {@code retry-after-ms}, in milliseconds. */
    RETRY_AFTER_MS
}
