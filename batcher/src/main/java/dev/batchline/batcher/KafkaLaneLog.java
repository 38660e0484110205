package dev.batchline.batcher;

import dev.batchline.runtime.kafka.TopicReader;
import dev.batchline.runtime.topics.AdminCalls;
import dev.batchline.runtime.topics.Grant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.acl.AclOperation;

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
    public void begin(String group, int partitions) {
        Set<TopicPartition> without = withoutOffset(group, partitions);
        if (without.isEmpty()) {
            return;
        }
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        without.forEach(partition -> asked.put(partition, OffsetSpec.earliest()));
        Map<TopicPartition, OffsetAndMetadata> begins = new HashMap<>();
        AdminCalls.await(
                        admin.listOffsets(asked).all(),
                        "look up where topic " + topic + " begins",
                        Grant.topic(topic, AclOperation.DESCRIBE))
                .forEach((partition, at) -> begins.put(partition, new OffsetAndMetadata(at.offset())));
        commit(group, partitions, begins);
    }

    /** Kafka takes offsets for a group without members only; one that has some by now got its offsets from them. */
    private void commit(String group, int partitions, Map<TopicPartition, OffsetAndMetadata> begins) {
        try {
            AdminCalls.await(
                    admin.alterConsumerGroupOffsets(group, begins).all(),
                    "set where group " + group + " begins to read",
                    Grant.group(group),
                    Grant.topic(topic, AclOperation.READ));
        } catch (KafkaException e) {
            if (!withoutOffset(group, partitions).isEmpty()) {
                throw e;
            }
        }
    }

    private Set<TopicPartition> withoutOffset(String group, int partitions) {
        Map<TopicPartition, OffsetAndMetadata> committed = AdminCalls.await(
                admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(),
                "look up where group " + group + " reads",
                Grant.group(group));
        Set<TopicPartition> without = new HashSet<>();
        for (int partition = 0; partition < partitions; partition++) {
            TopicPartition lanes = new TopicPartition(topic, partition);
            if (committed.get(lanes) == null) {
                without.add(lanes);
            }
        }
        return without;
    }

    @Override
    public void scan(int partition, long from, long to, Predicate<ConsumerRecord<byte[], byte[]>> visitor) {
        reader.scan(new TopicPartition(topic, partition), from, to, visitor);
    }

    @Override
    public void purge(int partition, long before) {
        TopicPartition lanes = new TopicPartition(topic, partition);
        AdminCalls.await(
                admin.deleteRecords(Map.of(lanes, RecordsToDelete.beforeOffset(before)))
                        .all(),
                "delete records of " + lanes + " before " + before,
                Grant.topic(topic, AclOperation.DELETE));
    }
}
