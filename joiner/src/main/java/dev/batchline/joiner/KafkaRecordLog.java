package dev.batchline.joiner;

import dev.batchline.runtime.kafka.TopicNames;
import dev.batchline.runtime.kafka.TopicReader;
import dev.batchline.schemas.Topic;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** The manifests and the lanes topic on a cluster. */
public final class KafkaRecordLog implements RecordLog {
    private final TopicNames names;
    private final TopicReader reader;

    public KafkaRecordLog(TopicNames names, TopicReader reader) {
        this.names = names;
        this.reader = reader;
    }

    @Override
    public List<ConsumerRecord<byte[], byte[]>> manifests(int partition, long[] offsets) {
        return reader.read(new TopicPartition(names.name(Topic.MANIFESTS), partition), offsets);
    }

    @Override
    public List<ConsumerRecord<byte[], byte[]>> lanes(int partition, long[] offsets) {
        return reader.read(new TopicPartition(names.name(Topic.LANES), partition), offsets);
    }
}
