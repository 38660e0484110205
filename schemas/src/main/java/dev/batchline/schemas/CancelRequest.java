package dev.batchline.schemas;

import java.time.Instant;

/**
 * That the end of a batch was asked for.
 *
 * @param cause who asked
 * @param askedAt when
 */
public record CancelRequest(CancelCause cause, Instant askedAt) {}
