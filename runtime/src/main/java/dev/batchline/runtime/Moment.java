package dev.batchline.runtime;

import java.time.Duration;
import java.time.Instant;

/**
 * A moment by both clocks of a process.
 *
 * @param at by the time of day
 * @param elapsed by the clock that only moves forward
 */
public record Moment(Instant at, Duration elapsed) {
    /** This moment. */
    public static Moment now(Clocks clocks) {
        return new Moment(clocks.now(), clocks.elapsed());
    }

    /** The time of day at which, as far as is known now, so much has passed since by both clocks. */
    public Instant plus(Duration length, Clocks clocks) {
        Instant byDay = at.plus(length);
        Duration left = length.minus(clocks.elapsed().minus(elapsed));
        Instant byElapsed = clocks.now().plus(left);
        return byElapsed.isAfter(byDay) ? byElapsed : byDay;
    }
}
