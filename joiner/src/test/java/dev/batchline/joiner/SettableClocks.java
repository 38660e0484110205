package dev.batchline.joiner;

import dev.batchline.runtime.Clocks;
import java.time.Duration;
import java.time.Instant;

/** Clocks that stand still until they are moved. */
final class SettableClocks implements Clocks {
    static final Instant START = Instant.parse("2026-11-21T08:00:00Z");

    private volatile Instant now = START;

    void advance(Duration by) {
        now = now.plus(by);
    }

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public Duration elapsed() {
        return Duration.between(START, now);
    }
}
