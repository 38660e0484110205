package dev.batchline.runtime;

import java.time.Duration;
import java.time.Instant;

/** Clocks that a test moves. */
public final class SettableClocks implements Clocks {
    /** What they show before they are moved. */
    public static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private volatile Instant now = START;
    private volatile Duration elapsed = Duration.ofHours(5);

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public Duration elapsed() {
        return elapsed;
    }

    /** Lets time pass on both clocks. */
    public void pass(Duration time) {
        now = now.plus(time);
        elapsed = elapsed.plus(time);
    }

    /** Sets the time of day forward, or back if negative, as an operator or NTP does. */
    public void jump(Duration by) {
        now = now.plus(by);
    }

    /** Lets time pass on the clock that only moves forward while the time of day stands still. */
    public void passUnseen(Duration time) {
        elapsed = elapsed.plus(time);
    }
}
