package dev.batchline.simulator;

import java.time.Duration;
import java.time.Instant;

/** Provider time together with the work that is due along it. */
interface Timeline extends AutoCloseable {

    /** The provider's present. */
    Instant now();

    /** Runs {@code work} once, as soon as provider time has passed {@code due}. */
    void at(Instant due, Runnable work);

    /** Moves time forward, running what falls due on the way, in order; only where time is stepped. */
    void advance(Duration duration);

    /** Ends the threads; work that is not yet due never runs. */
    @Override
    void close();

    /** Starts the timeline that a configuration asks for. */
    static Timeline start(SimulatedTime time) {
        return switch (time) {
            case SimulatedTime.Running running -> RunningTimeline.start(running);
            case SimulatedTime.Stepped stepped -> new SteppedTimeline(stepped.start());
        };
    }
}
