package dev.batchline.runtime;

import java.time.Duration;
import java.time.Instant;

/** The two clocks of a process: the time of day, which may jump, and one that only moves forward. */
public interface Clocks {
    /** The time of day. */
    Instant now();

    /** Time since an arbitrary moment in the past; it never goes back, and goes on while the process is frozen. */
    Duration elapsed();
}
