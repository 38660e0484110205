package dev.batchline.providers;

import java.time.Duration;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * How the calls of an account are held back and who hears of them.
 *
 * @param requestsPerMinute the most HTTP calls a minute; null for no limit
 * @param elapsed a clock that only moves forward
 * @param listener hears of every call
 */
public record CallControl(@Nullable Integer requestsPerMinute, Supplier<Duration> elapsed, CallListener listener) {
    /** No limit, and nobody listens. */
    public static final CallControl NONE = new CallControl(null, () -> Duration.ZERO, CallListener.NONE);
}
