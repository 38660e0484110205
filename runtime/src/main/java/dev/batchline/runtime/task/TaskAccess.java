package dev.batchline.runtime.task;

import dev.batchline.runtime.Clocks;
import org.apache.kafka.streams.state.KeyValueStore;

/** What a task's life gives to the shell that works in it. */
public interface TaskAccess extends RecordSink {
    /** The partition of everything that this task owns. */
    int partition();

    /** The id of this life. */
    String life();

    /** How long an effect that costs money may start: the lease that was read back last. Any thread may ask. */
    LeaseHold lease();

    /** The clocks of the process. */
    Clocks clocks();

    /** A store of this task. */
    KeyValueStore<String, byte[]> store(String name);

    /** How much may be forwarded from one punctuation or outcome; less than usual after a lost transaction. */
    default Chunk chunk() {
        return Chunk.LARGEST;
    }

    /** The calls of this life. */
    Effects effects();
}
