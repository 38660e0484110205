package dev.batchline.batcher;

import dev.batchline.runtime.Clocks;
import java.time.Duration;
import java.time.Instant;

/** Clocks that a test moves. */
final class SettableClocks implements Clocks {
    private volatile Instant now = Instant.parse("2026-01-01T00:00:00Z");
    private volatile Duration elapsed = Duration.ofHours(5);

    @Override
    public Instant now() {
        return now;
    }

    @Override
    public Duration elapsed() {
        return elapsed;
    }

    void pass(Duration time) {
        now = now.plus(time);
        elapsed = elapsed.plus(time);
    }
}
