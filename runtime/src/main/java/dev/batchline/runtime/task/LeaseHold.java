package dev.batchline.runtime.task;

import dev.batchline.runtime.Clocks;
import java.time.Duration;
import java.time.Instant;

/**
 * How long a lease that was read back holds, by both clocks.
 *
 * @param until by the time of day
 * @param untilElapsed by the clock that only moves forward
 */
public record LeaseHold(Instant until, Duration untilElapsed) {
    /** Holds at no time. */
    static final LeaseHold NONE = new LeaseHold(Instant.MIN, Duration.ZERO);

    /** Whether it still holds. */
    public boolean holds(Clocks clocks) {
        return clocks.now().isBefore(until) && clocks.elapsed().compareTo(untilElapsed) < 0;
    }
}
