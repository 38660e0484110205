package dev.batchline.simulator;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/** What the figures of a fault may be; a refusal names the field as a fault file spells it. */
final class Bounds {

    private Bounds() {}

    static int positive(String field, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(field + " starts at 1, got " + value);
        }
        return value;
    }

    static void notNegative(String field, long value) {
        if (value < 0) {
            throw new IllegalArgumentException(field + " is 0 or more, got " + value);
        }
    }

    static void between0And1(String field, double share) {
        if (!(share >= 0 && share <= 1)) {
            throw new IllegalArgumentException(field + " lies between 0 and 1, got " + share);
        }
    }

    static void shareOrNone(@Nullable Double share) {
        if (share != null && !(share > 0 && share <= 1)) {
            throw new IllegalArgumentException("share lies above 0 and up to 1, got " + share);
        }
    }

    static void percent(String field, double percent) {
        if (!(percent >= 0 && percent <= 100)) {
            throw new IllegalArgumentException(field + " lies between 0 and 100, got " + percent);
        }
    }

    static int errorStatus(int status) {
        if (status < 400 || status > 599) {
            throw new IllegalArgumentException("status is one from 400 to 599, got " + status);
        }
        return status;
    }

    static String named(String field, String value) {
        if (value.isBlank()) {
            throw new IllegalArgumentException(field + " is empty");
        }
        return value;
    }

    static Duration orZero(String field, @Nullable Duration given) {
        if (given == null) {
            return Duration.ZERO;
        }
        if (given.isNegative()) {
            throw new IllegalArgumentException(field + " is 0 or more, got " + given);
        }
        return given;
    }
}
