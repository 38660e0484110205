package dev.batchline.simulator;

import java.time.Duration;

/**
 * How long a batch stays in each status, in provider time; the work itself adds to it when it takes longer.
 *
 * @param validating from creation to {@code in_progress} or {@code failed}
 * @param inProgress time in {@code in_progress} whatever the number of lines; lines are executed evenly over it
 * @param perLine time in {@code in_progress} added for each line
 * @param finalizing from the last line to the terminal status
 * @param cancelling from the cancel call to {@code cancelled}
 * @param completionWindow from creation to expiry, 24 h at the real provider
 */
public record Phases(
        Duration validating,
        Duration inProgress,
        Duration perLine,
        Duration finalizing,
        Duration cancelling,
        Duration completionWindow) {

    public Phases {
        notNegative(validating);
        notNegative(inProgress);
        notNegative(perLine);
        notNegative(finalizing);
        notNegative(cancelling);
        notNegative(completionWindow);
    }

    /** A small batch in about eight seconds, as recorded from the real provider in 2025. */
    public static Phases recorded() {
        return new Phases(
                Duration.ofSeconds(2),
                Duration.ofSeconds(4),
                Duration.ZERO,
                Duration.ofSeconds(2),
                Duration.ofSeconds(2),
                Duration.ofHours(24));
    }

    /** No waiting in any status beyond the work itself; the completion window stays 24 h. */
    public static Phases immediate() {
        return new Phases(
                Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ZERO, Duration.ofHours(24));
    }

    /** Planned time in {@code in_progress} for a batch of so many lines. */
    Duration execution(int lines) {
        return inProgress.plus(perLine.multipliedBy(lines));
    }

    private static void notNegative(Duration duration) {
        if (duration.isNegative()) {
            throw new IllegalArgumentException("a phase cannot take negative time, got " + duration);
        }
    }
}
