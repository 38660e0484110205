package dev.batchline.cli.run;

import dev.batchline.runtime.Clocks;
import java.time.Duration;
import java.time.Instant;

/** The clocks of this machine. */
public final class SystemClocks implements Clocks {
    @Override
    public Instant now() {
        return Instant.now();
    }

    @Override
    public Duration elapsed() {
        return Duration.ofNanos(System.nanoTime());
    }
}
