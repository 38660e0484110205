package dev.batchline.batcher;

import dev.batchline.runtime.metrics.MeterEntry;
import dev.batchline.schemas.LaneKey;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/** What a batcher counts and shows. */
public final class BatcherMeters {
    static final String ROUTED = "batchline.requests.routed";
    static final String REFUSED = "batchline.requests.refused";
    static final String REPEATED = "batchline.requests.repeated";
    static final String RENAMED = "batchline.requests.renamed";
    static final String OPEN = "batchline.windows.open";
    static final String OPEN_REQUESTS = "batchline.windows.open.requests";
    static final String OPEN_BYTES = "batchline.windows.open.bytes";
    static final String OPEN_AGE = "batchline.windows.open.age";
    static final String CLOSED = "batchline.windows.closed";
    static final String SPOOL_USED = "batchline.spool.used";
    static final String SPOOL_MAX = "batchline.spool.max";

    /** All of them. */
    public static final List<MeterEntry> ALL = List.of(
            MeterEntry.counter(
                    ROUTED,
                    "Requests that were put into a lane. A resubmission is not one.",
                    "pool",
                    "endpoint",
                    "model"),
            MeterEntry.counter(
                    REFUSED,
                    "Requests that ended as failed with a dead letter before they were part of a window.",
                    "reason"),
            MeterEntry.counter(
                    REPEATED,
                    "Requests that were passed over since their source offset had been taken before."
                            + " More than none means that offsets were reset or expired."),
            MeterEntry.counter(
                    RENAMED,
                    "Lines that go to the provider under an id of ours: their custom_id was in the window already or"
                            + " is too long for the provider, or the task began anew while the window was open."),
            MeterEntry.gauge(OPEN, "", "Windows that take requests.", "partition", "pool", "endpoint", "model"),
            MeterEntry.gauge(OPEN_REQUESTS, "", "Requests in open windows.", "partition", "pool", "endpoint", "model"),
            MeterEntry.gauge(
                    OPEN_BYTES,
                    "bytes",
                    "Bytes of request lines in open windows.",
                    "partition",
                    "pool",
                    "endpoint",
                    "model"),
            MeterEntry.gauge(
                    OPEN_AGE,
                    "seconds",
                    "Age of the oldest request in an open window.",
                    "partition",
                    "pool",
                    "endpoint",
                    "model"),
            MeterEntry.counter(CLOSED, "Windows that were closed.", "pool", "trigger"),
            MeterEntry.gauge(
                    SPOOL_USED,
                    "bytes",
                    "What the spool of this process takes on disk, and what is set aside to make files again."),
            MeterEntry.gauge(SPOOL_MAX, "bytes", "What the spool of this process may take, spool.max.bytes."));

    private final MeterRegistry registry;
    private final Map<LaneKey, Counter> routed = new ConcurrentHashMap<>();

    BatcherMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Where they are. */
    MeterRegistry registry() {
        return registry;
    }

    /** The meters of one life of a task. */
    TaskMeters task(int partition) {
        return new TaskMeters(registry, partition);
    }

    /** Shows how full the spool of the process is. */
    void spool(SpoolRoom room) {
        Gauge.builder(SPOOL_USED, room, SpoolRoom::used)
                .baseUnit("bytes")
                .strongReference(true)
                .register(registry);
        Gauge.builder(SPOOL_MAX, room::most).baseUnit("bytes").register(registry);
    }

    void routed(LaneKey lane) {
        routed.computeIfAbsent(
                        lane,
                        key -> registry.counter(
                                ROUTED, "pool", key.pool(), "endpoint", key.endpoint(), "model", key.model()))
                .increment();
    }

    void refused(String reason) {
        registry.counter(REFUSED, "reason", reason).increment();
    }
}
