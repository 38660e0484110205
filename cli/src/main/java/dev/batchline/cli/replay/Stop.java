package dev.batchline.cli.replay;

import dev.batchline.cli.UntilSignal;
import java.time.Duration;

/** A person's wish that a replay ends. */
interface Stop {
    /** Whether it was asked for. */
    boolean came();

    /** Waits at most this long; true as soon as it was asked for. */
    boolean await(Duration atMost) throws InterruptedException;

    /** Asked for by Ctrl-C or SIGTERM. */
    static Stop by(UntilSignal signal) {
        return new Stop() {
            @Override
            public boolean came() {
                return signal.came();
            }

            @Override
            public boolean await(Duration atMost) throws InterruptedException {
                return signal.await(atMost);
            }
        };
    }
}
