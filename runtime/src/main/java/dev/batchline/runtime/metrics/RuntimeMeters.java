package dev.batchline.runtime.metrics;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/** Every meter of the mechanism that all services share. */
public final class RuntimeMeters {
    private static final String SERVICE = "service";

    private static final MeterEntry THREAD_RESTARTS = MeterEntry.counter(
            "batchline.thread.restarts",
            "Stream threads that failed and were replaced; the log has each cause.",
            SERVICE);
    private static final MeterEntry TASKS_OPEN = MeterEntry.gauge(
            "batchline.tasks.open",
            "",
            "Tasks of this process whose life has begun: its lease was read back.",
            SERVICE);
    private static final MeterEntry TASKS_BEGUN = MeterEntry.counter(
            "batchline.tasks.begun",
            "Lives of tasks that began: one a partition and start, more after failures.",
            SERVICE);
    private static final MeterEntry TASKS_LOST = MeterEntry.counter(
            "batchline.tasks.lost", "Lives that ended because another life's lease followed theirs.", SERVICE);
    private static final MeterEntry LEASE_AGE = MeterEntry.gauge(
            "batchline.lease.age",
            "seconds",
            "Time since the newest lease that was read back was written. Creates wait when it is above half the session"
                    + " timeout, 5 s.",
            SERVICE,
            "partition");
    private static final MeterEntry CALLS = MeterEntry.gauge(
            "batchline.calls.unfinished",
            "",
            "Calls to the outside that wait for a place, are under way, or whose outcome waits for its task.",
            SERVICE);
    private static final MeterEntry RECORD_FAILURES = MeterEntry.counter(
            "batchline.records.failures", "Failures of our own code at a record; each aborts a transaction.", SERVICE);
    private static final MeterEntry RECORDS_STUCK = MeterEntry.gauge(
            "batchline.records.stuck",
            "",
            "Records at which our own code failed three times and which hold their partition up. Anything above 0 needs"
                    + " a person; the log names topic, partition and offset.",
            SERVICE);
    private static final MeterEntry CHUNKS_HALVED = MeterEntry.counter(
            "batchline.chunks.halved",
            "Times that a task halved what it forwards at once, since a transaction was lost or its end is not known.",
            SERVICE);
    private static final MeterEntry BUILD = MeterEntry.gauge(
            "batchline.build.info", "", "1; its tags say which build this is.", "version", "kafka", "java");

    /** All of them. */
    public static final List<MeterEntry> ALL = List.of(
            THREAD_RESTARTS,
            TASKS_OPEN,
            TASKS_BEGUN,
            TASKS_LOST,
            LEASE_AGE,
            CALLS,
            RECORD_FAILURES,
            RECORDS_STUCK,
            CHUNKS_HALVED,
            BUILD);

    private final MeterRegistry registry;
    private final Tags tags;
    private final AtomicInteger open = new AtomicInteger();
    private final Counter threadRestarts;
    private final Counter begun;
    private final Counter lost;
    private final Counter recordFailures;
    private final Counter chunksHalved;

    /** The meters of a service, at nothing. */
    public RuntimeMeters(MeterRegistry registry, String service) {
        this.registry = registry;
        this.tags = Tags.of(SERVICE, service);
        this.threadRestarts = counter(THREAD_RESTARTS);
        this.begun = counter(TASKS_BEGUN);
        this.lost = counter(TASKS_LOST);
        this.recordFailures = counter(RECORD_FAILURES);
        this.chunksHalved = counter(CHUNKS_HALVED);
        var unused = gauge(TASKS_OPEN, tags, open::get);
    }

    /** Says once a process which build it is. */
    public static void build(MeterRegistry registry, String version, String kafka, String java) {
        Gauge.builder(BUILD.name(), () -> 1)
                .description(BUILD.meaning())
                .tags("version", version, "kafka", kafka, "java", java)
                .register(registry);
    }

    /** Counts a stream thread that failed. */
    public void threadRestarted() {
        threadRestarts.increment();
    }

    /** Counts a life that begins. */
    public void lifeBegan() {
        begun.increment();
        open.incrementAndGet();
    }

    /** A life that had begun has ended. */
    public void lifeEnded() {
        open.decrementAndGet();
    }

    /** Counts a life that another follows. */
    public void lifeLost() {
        lost.increment();
    }

    /** Counts a failure at a record. */
    public void recordFailed() {
        recordFailures.increment();
    }

    /** Counts a halving. */
    public void chunkHalved() {
        chunksHalved.increment();
    }

    /** Shows the age of a life's lease until the meter is given to {@link #remove}. */
    public Meter leaseAge(int partition, Supplier<Number> seconds) {
        return gauge(LEASE_AGE, tags.and("partition", Integer.toString(partition)), seconds);
    }

    /** Shows how many calls are not finished. */
    public void unfinishedCalls(Supplier<Number> count) {
        var unused = gauge(CALLS, tags, count);
    }

    /** Shows how many records are stuck. */
    public void stuckRecords(Supplier<Number> count) {
        var unused = gauge(RECORDS_STUCK, tags, count);
    }

    /** Takes a meter of a life away. */
    public void remove(Meter meter) {
        registry.remove(meter);
    }

    private Counter counter(MeterEntry entry) {
        return Counter.builder(entry.name())
                .description(entry.meaning())
                .tags(tags)
                .register(registry);
    }

    private Gauge gauge(MeterEntry entry, Tags with, Supplier<Number> value) {
        return Gauge.builder(entry.name(), value)
                .description(entry.meaning())
                .baseUnit(entry.unit().isEmpty() ? null : entry.unit())
                .tags(with)
                .register(registry);
    }
}
