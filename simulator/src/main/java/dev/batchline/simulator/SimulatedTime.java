package dev.batchline.simulator;

import java.time.Instant;
import java.time.InstantSource;

/** How the provider's time passes: by itself at a chosen speed, or only when a test moves it. */
public sealed interface SimulatedTime {

    /**
     * Time that runs {@code factor} times as fast as {@code source}, starting from the source's instant at start-up.
     *
     * @param source the clock to read
     * @param factor provider seconds per second of the source, above zero
     */
    record Running(InstantSource source, double factor) implements SimulatedTime {
        public Running {
            if (!(factor > 0) || Double.isInfinite(factor)) {
                throw new IllegalArgumentException("time factor must be above zero, got " + factor);
            }
        }
    }

    /**
     * Time that stands still until {@link Simulator#advance} moves it.
     *
     * @param start the first instant
     */
    record Stepped(Instant start) implements SimulatedTime {}

    /** Time that runs {@code factor} times as fast as {@code source}. */
    static SimulatedTime running(InstantSource source, double factor) {
        return new Running(source, factor);
    }

    /** Time that moves only by {@link Simulator#advance}. */
    static SimulatedTime stepped(Instant start) {
        return new Stepped(start);
    }
}
