package dev.batchline.batcher;

import dev.batchline.runtime.Clocks;
import dev.batchline.runtime.kafka.TopicReader;
import dev.batchline.runtime.topics.AdminCalls;
import dev.batchline.runtime.topics.Grant;
import java.time.Instant;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
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
    private final Collection<String> requests;
    private final RouterWatch router;
    private volatile String group = "";

    /**
     * The lanes topic.
     *
     * @param requests the topics that are routed into it
     */
    public KafkaLaneLog(String topic, TopicReader reader, Admin admin, Collection<String> requests, Clocks clocks) {
        this.topic = topic;
        this.reader = reader;
        this.admin = admin;
        this.requests = requests;
        this.router = new RouterWatch(this::routed, clocks);
    }

    @Override
    public void begin(String routers, int partitions) {
        group = routers;
        beginLanes(routers, partitions);
    }

    private void beginLanes(String group, int partitions) {
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
        Map<TopicPartition, OffsetAndMetadata> committed = committed(group);
        Set<TopicPartition> without = new HashSet<>();
        for (int partition = 0; partition < partitions; partition++) {
            TopicPartition lanes = new TopicPartition(topic, partition);
            if (committed.get(lanes) == null) {
                without.add(lanes);
            }
        }
        return without;
    }

    private Map<TopicPartition, OffsetAndMetadata> committed(String group) {
        return AdminCalls.await(
                admin.listConsumerGroupOffsets(group).partitionsToOffsetAndMetadata(),
                "look up where group " + group + " reads",
                Grant.group(group));
    }

    @Override
    public Instant routedUntil(Instant wanted) {
        return router.routedUntil(wanted);
    }

    private Map<TopicPartition, RouterProgress.Place> routed() {
        Map<TopicPartition, OffsetSpec> asked = new HashMap<>();
        AdminCalls.await(admin.describeTopics(requests).allTopicNames(), "describe the request topics")
                .forEach((name, topic) -> topic.partitions()
                        .forEach(partition ->
                                asked.put(new TopicPartition(name, partition.partition()), OffsetSpec.latest())));
        Map<TopicPartition, ListOffsetsResultInfo> ends =
                AdminCalls.await(admin.listOffsets(asked).all(), "look up where the request topics end");
        Map<TopicPartition, OffsetAndMetadata> committed = committed(group);
        Map<TopicPartition, RouterProgress.Place> places = new HashMap<>();
        ends.forEach((partition, end) -> {
            OffsetAndMetadata routed = committed.get(partition);
            places.put(partition, new RouterProgress.Place(end.offset(), routed == null ? 0 : routed.offset()));
        });
        return places;
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
