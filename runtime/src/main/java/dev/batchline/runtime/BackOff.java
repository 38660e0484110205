package dev.batchline.runtime;

import java.time.Duration;

/**
 * How long to wait before the next try of something that failed: twice as long each time.
 *
 * @param first before the second try
 * @param longest no wait is longer
 */
public record BackOff(Duration first, Duration longest) {
    /** The wait after this many failures, from 1. */
    public Duration after(int failures) {
        int doublings = Math.min(Math.max(failures, 1) - 1, 30);
        Duration wait = first.multipliedBy(1L << doublings);
        return wait.compareTo(longest) > 0 ? longest : wait;
    }
}
