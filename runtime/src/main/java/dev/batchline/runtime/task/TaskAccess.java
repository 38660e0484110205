package dev.batchline.runtime.task;

import dev.batchline.runtime.Clocks;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.Topic;
import java.util.List;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** What a task's life gives to the shell that works in it. */
public interface TaskAccess {
    /** The partition of everything that this task owns. */
    int partition();

    /** The id of this life. */
    String life();

    /** Whether an effect that costs money may start now: the lease that was read back last still holds. */
    boolean leaseHolds();

    /** The clocks of the process. */
    Clocks clocks();

    /** A store of this task. */
    KeyValueStore<String, byte[]> store(String name);

    /** The calls of this life. */
    Effects effects();

    /** Whether a record of this topic may be so large. */
    boolean fits(Topic topic, byte[] key, byte @Nullable [] value, List<Header> headers);

    /**
     * Writes a record in the transaction that is open now. Throws {@link OversizedRecordException} for one that the
     * topic would refuse, since such a record stops the whole process.
     */
    void forward(Topic topic, byte[] key, byte @Nullable [] value, List<Header> headers);
}
