package dev.batchline.joiner;

import dev.batchline.runtime.kafka.TopicNames;
import dev.batchline.runtime.kafka.TopicReader;
import dev.batchline.schemas.Topic;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** The manifests and the lanes topic on a cluster. */
public final class KafkaRecordLog implements RecordLog {
    private static final long WORTH_A_SEEK = 2_000;

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
    public void lanes(int partition, long[] offsets, Predicate<ConsumerRecord<byte[], byte[]>> visitor) {
        TopicPartition lanes = new TopicPartition(names.name(Topic.LANES), partition);
        boolean[] go = {true};
        for (int from = 0; from < offsets.length && go[0]; ) {
            int end = from + 1;
            while (end < offsets.length && offsets[end] - offsets[end - 1] < WORTH_A_SEEK) {
                end++;
            }
            reader.scan(lanes, offsets[from], offsets[end - 1], record -> {
                go[0] = Arrays.binarySearch(offsets, record.offset()) < 0 || visitor.test(record);
                return go[0];
            });
            from = end;
        }
    }
}
