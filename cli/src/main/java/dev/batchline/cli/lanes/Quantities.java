package dev.batchline.cli.lanes;

import java.time.Duration;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Numbers and times as short as people read them. */
final class Quantities {
    private static final String[] UNITS = {"", "k", "M", "G", "T", "P", "E"};

    private Quantities() {}

    /** How much there is, of how much at most. */
    static String of(long held, @Nullable Long most) {
        return most == null ? brief(held) : brief(held) + "/" + brief(most);
    }

    /** Three figures and a unit, such as {@code 2.15M}; below a thousand as it is. */
    static String brief(long number) {
        double left = number;
        int unit = 0;
        while (left >= 999.5 && unit < UNITS.length - 1) {
            left /= 1_000;
            unit++;
        }
        if (unit == 0) {
            return Long.toString(number);
        }
        String figures = String.format(Locale.ROOT, left < 9.995 ? "%.2f" : left < 99.95 ? "%.1f" : "%.0f", left);
        String plain = figures.contains(".") ? figures.replaceAll("\\.?0+$", "") : figures;
        return plain + UNITS[unit];
    }

    /** The largest two units, such as {@code 4m10s}. */
    static String brief(Duration time) {
        Duration shown = time.isNegative() ? Duration.ZERO : time;
        if (shown.toDays() > 0) {
            return shown.toDays() + "d" + shown.toHoursPart() + "h";
        }
        if (shown.toHours() > 0) {
            return shown.toHours() + "h" + shown.toMinutesPart() + "m";
        }
        return shown.toMinutes() > 0 ? shown.toMinutes() + "m" + shown.toSecondsPart() + "s" : shown.toSeconds() + "s";
    }
}
