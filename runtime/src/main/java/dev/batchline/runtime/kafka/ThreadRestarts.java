package dev.batchline.runtime.kafka;

import dev.batchline.runtime.BackOff;
import java.time.Duration;

/**
 * How long to wait before a failed stream thread is replaced: longer each time, until none has failed for some minutes.
 * That a thread runs again is no sign of health: it may fail at the same record as the one before.
 */
final class ThreadRestarts {
    private static final BackOff BACK_OFF = new BackOff(Duration.ofMillis(250), Duration.ofSeconds(30));
    private static final Duration QUIET = Duration.ofMinutes(5);
    private static final Duration AT_STUCK_RECORD = Duration.ofMinutes(1);

    private int failures;
    private Duration lastFailure = Duration.ZERO;

    /** The wait after a thread that came to a record that fails again and again: only a person can mend that. */
    Duration nextAtStuckRecord() {
        return AT_STUCK_RECORD;
    }

    /** The wait after a thread that failed now, by a clock that only moves forward. */
    synchronized Duration next(Duration now) {
        if (now.minus(lastFailure).compareTo(QUIET) > 0) {
            failures = 0;
        }
        lastFailure = now;
        failures++;
        return BACK_OFF.after(failures);
    }
}
