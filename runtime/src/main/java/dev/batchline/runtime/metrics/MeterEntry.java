package dev.batchline.runtime.metrics;

import java.util.List;

/**
 * One meter of a process, as {@code docs/metrics.md} lists it.
 *
 * @param name in dotted form, such as {@code batchline.windows.closed}
 * @param kind what it does
 * @param unit its base unit, such as {@code seconds}; empty for a plain number
 * @param tags the keys of its tags
 * @param meaning what it says, in a sentence
 */
public record MeterEntry(String name, Kind kind, String unit, List<String> tags, String meaning) {
    public MeterEntry {
        tags = List.copyOf(tags);
    }

    /** A count that only grows. */
    public static MeterEntry counter(String name, String meaning, String... tags) {
        return new MeterEntry(name, Kind.COUNTER, "", List.of(tags), meaning);
    }

    /** A value that goes up and down. */
    public static MeterEntry gauge(String name, String unit, String meaning, String... tags) {
        return new MeterEntry(name, Kind.GAUGE, unit, List.of(tags), meaning);
    }

    /** How often and how long something took. */
    public static MeterEntry timer(String name, String meaning, String... tags) {
        return new MeterEntry(name, Kind.TIMER, "seconds", List.of(tags), meaning);
    }

    /** What a meter does. */
    public enum Kind {
        /** Counts up. */
        COUNTER,
        /** Shows a value. */
        GAUGE,
        /** Counts and times. */
        TIMER
    }
}
