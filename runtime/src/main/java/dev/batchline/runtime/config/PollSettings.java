package dev.batchline.runtime.config;

import java.time.Duration;

/**
 * How often a batch is asked for.
 *
 * @param min the shortest time between two questions
 * @param max the longest, not below {@code min}
 */
public record PollSettings(Duration min, Duration max) {}
