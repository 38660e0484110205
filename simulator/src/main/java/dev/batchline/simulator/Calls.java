package dev.batchline.simulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Duration;
import org.jspecify.annotations.Nullable;

/**
 * Which calls of a route a fault hits; calls are counted from the moment the script is set.
 *
 * @param first the first one, from 1; 0 is the same as 1
 * @param last the last one; 0 is no end
 * @param eachPath whether every path is counted by itself, as in "the first two downloads of every file"
 * @param share only a seeded share of those that fit, above 0 and up to 1
 * @param times at most so many calls in all; 0 is no limit
 * @param period only while it lasts
 */
public record Calls(
        int first,
        int last,
        boolean eachPath,
        @Nullable Double share,
        int times,
        @Nullable Period period) {

    private static final Calls EVERY = new Calls(0, 0, false, null, 0, null);

    /**
     * A stretch of provider time.
     *
     * @param from how long after the script was set it begins
     * @param length how long it lasts
     */
    public record Period(
            @JsonProperty("from_seconds") Duration from,

            @JsonProperty(value = "for_seconds", required = true)
            Duration length) {
        public Period {
            from = Bounds.orZero("from_seconds", from);
            length = Bounds.orZero("for_seconds", length);
        }

        boolean holds(Duration sinceSet) {
            return sinceSet.compareTo(from) >= 0 && sinceSet.compareTo(from.plus(length)) < 0;
        }
    }

    public Calls(int first, int last, boolean eachPath, @Nullable Double share, int times, @Nullable Period period) {
        Bounds.notNegative("first", first);
        Bounds.notNegative("last", last);
        Bounds.notNegative("times", times);
        Bounds.shareOrNone(share);
        this.first = first;
        this.last = last;
        this.eachPath = eachPath;
        this.share = share;
        this.times = times;
        this.period = period;
    }

    /** Every call. */
    public static Calls every() {
        return EVERY;
    }

    /** The nth call, from 1. */
    public static Calls nth(int nth) {
        return between(nth, nth);
    }

    /** The calls from one to another, both included, from 1. */
    public static Calls between(int first, int last) {
        return new Calls(Bounds.positive("first", first), Bounds.positive("last", last), false, null, 0, null);
    }

    /** A seeded share of the calls. */
    public static Calls share(double share) {
        return new Calls(0, 0, false, share, 0, null);
    }

    /** Every call within a stretch of provider time that begins so long after the script was set. */
    public static Calls during(Duration from, Duration length) {
        return new Calls(0, 0, false, null, 0, new Period(from, length));
    }

    /** These, but every path is counted by itself. */
    public Calls onEachPath() {
        return new Calls(first, last, true, share, times, period);
    }

    /** These, but no more than so many in all. */
    public Calls withTimes(int most) {
        return new Calls(first, last, eachPath, share, most, period);
    }

    static Calls orEvery(@Nullable Calls given) {
        return given == null ? EVERY : given;
    }

    boolean fits(long nth, Duration sinceSet) {
        return nth >= first && (last == 0 || nth <= last) && (period == null || period.holds(sinceSet));
    }
}
