package dev.batchline.cli.replay;

import java.time.Duration;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Holds a sender to so many a second, evenly: what was not used is not made up for. */
final class Pace {
    private static final double NANOS = 1e9;

    private final long nanosEach;
    private final LongSupplier clock;
    private long next;

    /**
     * A pace.
     *
     * @param perSecond how many; null for as fast as it goes
     * @param clock nanoseconds that only go forward
     */
    Pace(@Nullable Double perSecond, LongSupplier clock) {
        this.nanosEach = perSecond == null ? 0 : Math.round(NANOS / perSecond);
        this.clock = clock;
        this.next = clock.getAsLong();
    }

    /** How long the next one has to wait from now on; it is taken for sent then. */
    Duration next() {
        long now = clock.getAsLong();
        long at = Math.max(next, now);
        next = at + nanosEach;
        return Duration.ofNanos(at - now);
    }
}
