package dev.batchline.poller;

import java.time.Duration;

/**
 * How often batches are asked for.
 *
 * @param shortest between two questions about a batch
 * @param longest between two questions about a batch
 * @param countsEvery at most this often a change of counts alone is told
 */
public record PollerSettings(Duration shortest, Duration longest, Duration countsEvery) {}
