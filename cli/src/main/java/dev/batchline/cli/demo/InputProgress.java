package dev.batchline.cli.demo;

import dev.batchline.runtime.config.KafkaSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Tells whether all of a topic was read, by what a group committed or by how far a reader is. */
final class InputProgress implements AutoCloseable {
    /** A commit may stand before the marker that ends the last transaction. */
    private static final long MARKER = 1;

    private final Admin admin;
    private final String group;

    InputProgress(KafkaSettings kafka, String group) {
        this.admin = Admin.create(kafka.adminProperties());
        this.group = group;
    }

    /** Whether nothing of the topic is unread. */
    boolean readToTheEnd(String topic, int partitions) throws InterruptedException {
        Set<TopicPartition> all = IntStream.range(0, partitions)
                .mapToObj(partition -> new TopicPartition(topic, partition))
                .collect(Collectors.toSet());
        try {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            return latest(all).entrySet().stream()
                    .allMatch(end -> end.getValue().offset() <= MARKER
                            || (committed.get(end.getKey()) != null
                                    && committed.get(end.getKey()).offset()
                                            >= end.getValue().offset() - MARKER));
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot ask how far " + group + " has read " + topic, e.getCause());
        }
    }

    /** Whether a reader of committed records that is at these positions has all of the topic. */
    boolean readToTheEnd(String topic, Map<TopicPartition, Long> positions) throws InterruptedException {
        Set<TopicPartition> read = positions.keySet().stream()
                .filter(partition -> partition.topic().equals(topic))
                .collect(Collectors.toSet());
        try {
            return !read.isEmpty()
                    && latest(read).entrySet().stream()
                            .allMatch(end -> positions.getOrDefault(end.getKey(), 0L)
                                    >= end.getValue().offset());
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot ask where " + topic + " ends", e.getCause());
        }
    }

    private Map<TopicPartition, ListOffsetsResultInfo> latest(Set<TopicPartition> partitions)
            throws InterruptedException, ExecutionException {
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        partitions.forEach(partition -> ends.put(partition, OffsetSpec.latest()));
        return admin.listOffsets(ends).all().get();
    }

    @Override
    public void close() {
        admin.close();
    }
}
