package dev.batchline.runtime.task;

import dev.batchline.schemas.Topic;
import org.apache.kafka.streams.processor.api.Record;

/**
 * What a service does in one life of one task. All of it runs on the stream thread: it decides by a pure policy,
 * changes the store, forwards events and starts calls, and never waits.
 */
public interface TaskShell {
    /** Takes a record that was read back. Before the life has begun it may change the store, and start nothing. */
    void receive(Topic topic, long offset, Record<byte[], byte[]> record);

    /** The life begins: the one look through the whole store for work that an earlier life left. */
    void begin();

    /** Called some times a second while the life goes on: what is due by time. */
    void tick();

    /** Whether the stored state is still the version that a call answers. */
    boolean current(EffectKey key);

    /**
     * The process is ending: nothing can be started any more, outcomes of what is under way still come. Called once,
     * before the tasks are closed, while what is forwarded is still committed.
     */
    default void quiesce() {}

    /** The life ends; nothing can be forwarded any more. */
    default void end() {}
}
