package dev.batchline.dst;

import dev.batchline.runtime.Clocks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.PriorityQueue;
import java.util.function.BooleanSupplier;

/** What happens when: one thing at a time, in an order that the dice decide where more than one thing is due. */
final class Schedule {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");

    private final Dice dice;
    private final Time time = new Time();
    private final List<Strand> strands = new ArrayList<>();
    private final PriorityQueue<Planned> plans =
            new PriorityQueue<>(Comparator.comparing(Planned::at).thenComparing(Planned::number));
    private long steps;
    private long numbers;

    Schedule(Dice dice) {
        this.dice = dice;
    }

    Time time() {
        return time;
    }

    /** How many things have happened. */
    long steps() {
        return steps;
    }

    /** Does something at a time. */
    void at(Instant when, Runnable what) {
        plans.add(new Planned(when, numbers++, what));
    }

    /** Does something after a time. */
    void in(Duration after, Runnable what) {
        at(time.now().plus(after), what);
    }

    void add(Strand strand) {
        strands.add(strand);
    }

    void ended(Strand strand) {
        strands.remove(strand);
    }

    List<Strand> strands() {
        return List.copyOf(strands);
    }

    /** Lets things happen until this is so; false if it is not at that time. */
    boolean run(BooleanSupplier done, Instant atMost) {
        while (!done.getAsBoolean()) {
            if (time.now().isAfter(atMost) || !step()) {
                return false;
            }
        }
        return true;
    }

    private boolean step() {
        List<Strand> due = new ArrayList<>();
        Instant next = Instant.MAX;
        for (Strand strand : strands) {
            Instant wakes = strand.process().awake(strand.wakeAt());
            if (!wakes.isAfter(time.now())) {
                due.add(strand);
            } else if (wakes.isBefore(next)) {
                next = wakes;
            }
        }
        Instant planned = nextPlanned();
        boolean plannedDue = !planned.isAfter(time.now());
        if (due.isEmpty() && !plannedDue) {
            return wait(planned.isBefore(next) ? planned : next);
        }
        steps++;
        int which = dice.between(plannedDue ? -1 : 0, due.size() - 1);
        if (which < 0) {
            plans.remove().what.run();
        } else {
            due.get(which).resume();
        }
        return true;
    }

    private Instant nextPlanned() {
        Planned first = plans.peek();
        return first == null ? Instant.MAX : first.at;
    }

    private boolean wait(Instant next) {
        if (next.equals(Instant.MAX)) {
            return false;
        }
        time.set(next);
        return true;
    }

    /**
     * Something that happens by time.
     *
     * @param at when
     * @param number in which order it was planned
     * @param what it is
     */
    private record Planned(Instant at, long number, Runnable what) {}

    /** The time of the simulated world. */
    static final class Time implements Clocks {
        private Instant now = START;

        @Override
        public Instant now() {
            return now;
        }

        @Override
        public Duration elapsed() {
            return Duration.between(START, now).plusHours(7);
        }

        private void set(Instant later) {
            now = later;
        }
    }
}
