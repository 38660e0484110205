package dev.batchline.cli.replay;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/** Nobody asks for an end. */
final class NoStop implements Stop {
    @Override
    public boolean came() {
        return false;
    }

    @Override
    public boolean await(Duration atMost) throws InterruptedException {
        TimeUnit.NANOSECONDS.sleep(atMost.toNanos());
        return false;
    }
}
