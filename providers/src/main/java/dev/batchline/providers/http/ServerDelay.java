package dev.batchline.providers.http;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.regex.Pattern;
import okhttp3.Headers;
import org.jspecify.annotations.Nullable;

/** Reads from a reply how long the server wants us to wait. */
public final class ServerDelay {
    private static final Pattern NUMBER = Pattern.compile("\\d{1,18}(\\.\\d{0,18})?|\\.\\d{1,18}");
    private static final Duration LONGEST = Duration.ofDays(30);

    private ServerDelay() {}

    /**
     * The delay in {@code retry-after-ms} (milliseconds), else in {@code retry-after} (seconds, which may have a
     * fraction, or an HTTP date). A date counts from the reply's own {@code Date}, so that no two clocks are
     * compared; without that it says nothing. Never negative, at most 30 days.
     */
    public static Optional<Duration> of(Headers headers) {
        Optional<Duration> millis = number(headers.get("retry-after-ms"), 1);
        if (millis.isPresent()) {
            return millis;
        }
        Optional<Duration> seconds = number(headers.get("retry-after"), 1000);
        return seconds.isPresent() ? seconds : date(headers);
    }

    private static Optional<Duration> number(@Nullable String text, int millisPerUnit) {
        if (text == null || !NUMBER.matcher(text.strip()).matches()) {
            return Optional.empty();
        }
        double millis = Double.parseDouble(text.strip()) * millisPerUnit;
        return Optional.of(Duration.ofMillis((long) Math.min(millis, (double) LONGEST.toMillis())));
    }

    private static Optional<Duration> date(Headers headers) {
        Instant until = headers.getInstant("retry-after");
        Instant now = headers.getInstant("date");
        if (until == null || now == null) {
            return Optional.empty();
        }
        long millis = Duration.between(now, until).toMillis();
        return Optional.of(Duration.ofMillis(Math.clamp(millis, 0, LONGEST.toMillis())));
    }
}
