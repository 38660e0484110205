package dev.batchline.batcher;

import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The lanes topic as the store of record: what was written can be read again, until it is purged. */
public interface LaneLog {
    /** Visits the records of a partition between two offsets, inclusive, until the visitor returns false. */
    void scan(int partition, long from, long to, Predicate<ConsumerRecord<byte[], byte[]>> visitor);

    /** Deletes the records of a partition before an offset. */
    void purge(int partition, long before);
}
