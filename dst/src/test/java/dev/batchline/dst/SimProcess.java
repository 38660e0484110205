package dev.batchline.dst;

import dev.batchline.runtime.Clocks;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.AbstractExecutorService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A simulated process: its threads, its clocks, and what is the matter with it. */
final class SimProcess {
    private final String name;
    private final String service;
    private final Schedule schedule;
    private final Clocks clocks;
    private final List<Strand> strands = new ArrayList<>();
    private Duration skew;
    private Instant frozenUntil = Instant.MIN;
    private Instant withoutKafkaUntil = Instant.MIN;
    private Instant withoutProviderUntil = Instant.MIN;
    private @Nullable Instant frozenSince;
    private boolean dead;
    private boolean stopping;

    /**
     * A process that has just begun.
     *
     * @param skew how far its time of day is off
     */
    SimProcess(String name, String service, Schedule schedule, Duration skew) {
        this.name = name;
        this.service = service;
        this.schedule = schedule;
        this.skew = skew;
        this.clocks = new Clocks() {
            @Override
            public Instant now() {
                return schedule.time().now().plus(skew);
            }

            @Override
            public Duration elapsed() {
                return schedule.time().elapsed();
            }
        };
    }

    String name() {
        return name;
    }

    String service() {
        return service;
    }

    Clocks clocks() {
        return clocks;
    }

    boolean dead() {
        return dead;
    }

    /** Its time of day is off so far from now on; the clock that only moves forward goes on as it did. */
    void setClock(Duration off) {
        skew = off;
    }

    /** Whether it was told to end in good order. */
    boolean stopping() {
        return stopping;
    }

    void stop() {
        stopping = true;
    }

    /** When a thread that wants to go on at this time can. */
    Instant awake(Instant wanted) {
        return wanted.isBefore(frozenUntil) ? frozenUntil : wanted;
    }

    void freeze(Instant until) {
        frozenSince = schedule.time().now();
        frozenUntil = until;
    }

    boolean frozen() {
        return frozenUntil.isAfter(schedule.time().now());
    }

    void cutFromKafka(Instant until) {
        frozenSince = schedule.time().now();
        withoutKafkaUntil = until;
    }

    boolean withoutKafka() {
        return withoutKafkaUntil.isAfter(schedule.time().now());
    }

    Instant withoutKafkaUntil() {
        return withoutKafkaUntil;
    }

    void cutFromProvider(Instant until) {
        withoutProviderUntil = until;
    }

    boolean withoutProvider() {
        return withoutProviderUntil.isAfter(schedule.time().now());
    }

    /** Whether Kafka has not heard of it for so long. */
    boolean silentFor(Duration time) {
        if (dead || frozen() || withoutKafka()) {
            Instant since = frozenSince;
            return since != null && since.plus(time).isBefore(schedule.time().now());
        }
        return false;
    }

    /** It is gone; what its threads were about to do is not done. Called by the schedule, not by one of them. */
    void kill() {
        if (dead) {
            return;
        }
        dead = true;
        frozenSince = schedule.time().now();
        List.copyOf(strands).forEach(Strand::kill);
        strands.clear();
    }

    void start(String what, boolean stream, Runnable work) {
        Strand strand = new Strand(name + "/" + what, schedule, this, stream, work);
        strands.removeIf(Strand::finished);
        strands.add(strand);
        schedule.add(strand);
    }

    /** Runs each task in a thread of this process. */
    ExecutorService threads(String what) {
        return new AbstractExecutorService() {
            private boolean shut;

            @Override
            public void execute(Runnable command) {
                start(what, false, command);
            }

            @Override
            public void shutdown() {
                shut = true;
            }

            @Override
            public List<Runnable> shutdownNow() {
                shut = true;
                return List.of();
            }

            @Override
            public boolean isShutdown() {
                return shut;
            }

            @Override
            public boolean isTerminated() {
                return shut;
            }

            @Override
            public boolean awaitTermination(long timeout, TimeUnit unit) {
                return shut;
            }
        };
    }

    @Override
    public String toString() {
        return name;
    }
}
