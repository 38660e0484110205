package dev.batchline.batcher;

import dev.batchline.providers.Outcome;
import dev.batchline.runtime.BackOff;
import dev.batchline.runtime.Moment;
import dev.batchline.schemas.WindowId;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** What went wrong with windows in this life, and when each is tried again. */
final class Troubles {
    private static final BackOff BACK_OFF = new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(1));
    private static final Duration PROBE = Duration.ofMinutes(1);

    private final Map<WindowId, Integer> failures = new HashMap<>();
    private final Map<WindowId, Moment> doubts = new HashMap<>();
    private final Map<WindowId, Moment> fences = new HashMap<>();

    /** Forgets a window that went on well. */
    void forget(WindowId window) {
        failures.remove(window);
        doubts.remove(window);
        fences.remove(window);
    }

    /** Takes note that nobody knows whether a create took effect. */
    void doubt(WindowId window, Moment now) {
        doubts.putIfAbsent(window, now);
    }

    /** Since when that is so; null if it is not. */
    @Nullable
    Moment doubtSince(WindowId window) {
        return doubts.get(window);
    }

    /** Takes note that no batch can be made any more for the intent that a window has. */
    void fence(WindowId window, Moment now) {
        fences.putIfAbsent(window, now);
    }

    /** Since when that is so; null if it is not. */
    @Nullable
    Moment fencedSince(WindowId window) {
        return fences.get(window);
    }

    /** When a window is tried again after another failure. */
    Instant next(WindowId window, Instant now) {
        return now.plus(wait(window));
    }

    /** When a window is tried again after a call that ended like this. */
    Instant next(WindowId window, Outcome<?> outcome, Instant now) {
        return now.plus(outcome.waitAtLeast(wait(window), PROBE));
    }

    private Duration wait(WindowId window) {
        return BACK_OFF.after(failures.merge(window, 1, Integer::sum));
    }
}
