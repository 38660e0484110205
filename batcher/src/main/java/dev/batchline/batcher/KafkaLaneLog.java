package dev.batchline.batcher;

import dev.batchline.runtime.kafka.TopicReader;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** The lanes topic on a cluster. */
public final class KafkaLaneLog implements LaneLog {
    private final String topic;
    private final TopicReader reader;
    private final Admin admin;

    public KafkaLaneLog(String topic, TopicReader reader, Admin admin) {
        this.topic = topic;
        this.reader = reader;
        this.admin = admin;
    }

    @Override
    public void scan(int partition, long from, long to, Predicate<ConsumerRecord<byte[], byte[]>> visitor) {
        reader.scan(new TopicPartition(topic, partition), from, to, visitor);
    }

    @Override
    public void purge(int partition, long before) {
        TopicPartition lanes = new TopicPartition(topic, partition);
        try {
            admin.deleteRecords(Map.of(lanes, RecordsToDelete.beforeOffset(before)))
                    .all()
                    .get();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new KafkaException("interrupted while " + lanes + " was purged", e);
        } catch (ExecutionException e) {
            throw new KafkaException("cannot delete records of " + lanes + " before " + before, e.getCause());
        }
    }
}
