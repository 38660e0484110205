package dev.batchline.cli.demo;

import dev.batchline.runtime.config.KafkaSettings;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsResult.ListOffsetsResultInfo;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/** Tells whether a group has read all of a topic, by what it committed. */
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
        Map<TopicPartition, OffsetSpec> ends = new HashMap<>();
        for (int partition = 0; partition < partitions; partition++) {
            ends.put(new TopicPartition(topic, partition), OffsetSpec.latest());
        }
        try {
            Map<TopicPartition, OffsetAndMetadata> committed = admin.listConsumerGroupOffsets(group)
                    .partitionsToOffsetAndMetadata()
                    .get();
            Map<TopicPartition, ListOffsetsResultInfo> latest =
                    admin.listOffsets(ends).all().get();
            return latest.entrySet().stream()
                    .allMatch(end -> end.getValue().offset() <= MARKER
                            || (committed.get(end.getKey()) != null
                                    && committed.get(end.getKey()).offset()
                                            >= end.getValue().offset() - MARKER));
        } catch (ExecutionException e) {
            throw new IllegalStateException("cannot ask how far " + group + " has read " + topic, e.getCause());
        }
    }

    @Override
    public void close() {
        admin.close();
    }
}
