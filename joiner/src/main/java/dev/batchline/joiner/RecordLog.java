package dev.batchline.joiner;

import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Records of the manifests and the lanes topic, read again by their offsets. Calls block. */
public interface RecordLog {
    /** The parts of manifests at these rising offsets of a partition. */
    List<ConsumerRecord<byte[], byte[]>> manifests(int partition, long[] offsets);

    /** Visits the requests at these rising offsets of a partition until the visitor returns false; what is gone is
     * left out. */
    void lanes(int partition, long[] offsets, Predicate<ConsumerRecord<byte[], byte[]>> visitor);
}
