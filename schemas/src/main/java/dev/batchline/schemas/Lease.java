package dev.batchline.schemas;

import java.time.Instant;

/**
 * A task's claim on its partition: the value of the leases topic, keyed {@code <service>-<partition>}.
 *
 * @param v the version of this format, 1
 * @param life drawn when the task started; a task that starts again has another
 * @param writtenAt by the writer's clock
 */
public record Lease(int v, String life, Instant writtenAt) {
    /** The format that this program writes. */
    public static final int FORMAT = 1;

    /** The claim of this life, made now. */
    public static Lease of(String life, Instant writtenAt) {
        return new Lease(FORMAT, life, writtenAt);
    }

    /** The record key of a service's claim on a partition. */
    public static String key(String service, int partition) {
        return service + "-" + partition;
    }
}
