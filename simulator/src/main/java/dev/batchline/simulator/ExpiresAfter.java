package dev.batchline.simulator;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** The rule for {@code expires_after} and {@code output_expires_after}: from creation, an hour to thirty days. */
final class ExpiresAfter {

    private static final long LEAST_SECONDS = 3600;
    private static final long MOST_SECONDS = 2_592_000;

    private ExpiresAfter() {}

    /** The life asked for, the fallback if nothing is asked for, or 400. */
    static @Nullable Duration life(@Nullable String anchor, @Nullable String seconds, @Nullable Duration fallback) {
        if (anchor == null && seconds == null) {
            return fallback;
        }
        if (!"created_at".equals(anchor)) {
            throw ApiException.badRequest("The expiry anchor must be 'created_at'.", "expires_after.anchor");
        }
        try {
            long value = Long.parseLong(String.valueOf(seconds));
            if (value >= LEAST_SECONDS && value <= MOST_SECONDS) {
                return Duration.ofSeconds(value);
            }
        } catch (NumberFormatException e) {
            throw outOfRange(seconds);
        }
        throw outOfRange(seconds);
    }

    private static ApiException outOfRange(@Nullable String seconds) {
        return ApiException.badRequest(
                "Expiry seconds must be a number from " + LEAST_SECONDS + " to " + MOST_SECONDS + ", got " + seconds
                        + ".",
                "expires_after.seconds");
    }
}
