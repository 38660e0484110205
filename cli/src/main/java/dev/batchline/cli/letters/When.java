package dev.batchline.cli.letters;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Times as people type them: RFC 3339, or how long ago. */
final class When {
    private static final Pattern AGO = Pattern.compile("([0-9]{1,9})([smhd])");

    private When() {}

    /** The time that a text names; throws {@link IllegalArgumentException} if it names none. */
    static Instant parse(String text, Instant now) {
        Matcher ago = AGO.matcher(text.strip());
        if (ago.matches()) {
            return now.minus(duration(Long.parseLong(ago.group(1)), ago.group(2)));
        }
        try {
            return OffsetDateTime.parse(text.strip()).toInstant();
        } catch (DateTimeException e) {
            throw new IllegalArgumentException("'" + text + "' is no time, such as 2h, 7d or 2026-11-22T08:00:00Z", e);
        }
    }

    private static Duration duration(long number, String unit) {
        return switch (unit) {
            case "s" -> Duration.ofSeconds(number);
            case "m" -> Duration.ofMinutes(number);
            case "h" -> Duration.ofHours(number);
            default -> Duration.ofDays(number);
        };
    }
}
