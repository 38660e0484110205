package dev.batchline.runtime.operations;

import dev.batchline.runtime.metrics.RuntimeMeters;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * What the tasks of a service share in a process: where they count, what they tell its operator, and what is to be
 * remembered of failures longer than a stream thread lives.
 */
public final class Operations {
    private final String service;
    private final MeterRegistry meters;
    private final HealthReasons health;
    private final FailingRecords failing = new FailingRecords();
    private final Map<Integer, ChunkLimit> chunks = new ConcurrentHashMap<>();
    private final RuntimeMeters runtimeMeters;

    /**
     * The operations of a service.
     *
     * @param service the service's word, such as {@code batcher}
     * @param meters the process's meters
     * @param health the process's reasons for being less than well
     */
    public Operations(String service, MeterRegistry meters, HealthReasons health) {
        this.service = service;
        this.meters = meters;
        this.health = health;
        this.runtimeMeters = new RuntimeMeters(meters, service);
        runtimeMeters.stuckRecords(failing::stuck);
    }

    /** The service's word. */
    public String service() {
        return service;
    }

    /** The process's meters. */
    public MeterRegistry meters() {
        return meters;
    }

    /** The process's reasons for being less than well. */
    public HealthReasons health() {
        return health;
    }

    /** The meters of the mechanism that all services share. */
    public RuntimeMeters runtimeMeters() {
        return runtimeMeters;
    }

    /** The records at which the service fails. */
    public FailingRecords failing() {
        return failing;
    }

    /** How much the task of a partition forwards at once. */
    public ChunkLimit chunk(int partition) {
        return chunks.computeIfAbsent(partition, unseen -> new ChunkLimit());
    }
}
