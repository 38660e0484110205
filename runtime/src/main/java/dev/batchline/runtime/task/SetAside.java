package dev.batchline.runtime.task;

import dev.batchline.runtime.outcome.FailedItem;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;

/** Makes a failed item of a record at which our own code failed again and again. */
@FunctionalInterface
public interface SetAside {
    /**
     * The item; to make it must not need the code that failed.
     *
     * @param source where the record lies
     * @param message why it is set aside, for a person
     */
    FailedItem failedItem(Record<byte[], byte[]> record, RecordMetadata source, String message);
}
