package dev.batchline.batcher;

import java.time.Instant;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The lanes topic as the store of record: what was written can be read again, until it is purged. */
public interface LaneLog {
    /**
     * Lets a consumer group that has no offset in a partition begin with the first record that is there. The group has
     * no other way to begin, so that records which are deleted later are missed, and never passed over.
     */
    void begin(String group, int partitions);

    /** Visits the records of a partition between two offsets, inclusive, until the visitor returns false. */
    void scan(int partition, long from, long to, Predicate<ConsumerRecord<byte[], byte[]>> visitor);

    /**
     * Until when all that lay in the request topics is known to have been put into lanes; asking for more than is known
     * has it looked up. Never blocks.
     */
    Instant routedUntil(Instant wanted);

    /** Deletes the records of a partition before an offset. */
    void purge(int partition, long before);
}
