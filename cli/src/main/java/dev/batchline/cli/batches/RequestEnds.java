package dev.batchline.cli.batches;

import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.runtime.topics.TopicAdmin;
import dev.batchline.schemas.Selection;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Looks up where the request topics end: what lies before that was sent until now. */
final class RequestEnds {
    private RequestEnds() {}

    /** Where each of them ends now. */
    static List<Selection.End> read(BatchlineConfig config) {
        Map<String, Object> properties = new HashMap<>(config.kafka().consumerProperties());
        properties.put("isolation.level", "read_uncommitted");
        properties.put("allow.auto.create.topics", "false");
        List<Selection.End> ends = new ArrayList<>();
        try (TopicAdmin topics = TopicAdmin.connect(config.kafka(), config.topics());
                Consumer<byte[], byte[]> consumer =
                        new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            for (String name : config.topics().requests()) {
                ends.add(new Selection.End(topics.topicId(name), offsets(consumer, name)));
            }
        }
        return ends;
    }

    private static List<Long> offsets(Consumer<byte[], byte[]> consumer, String name) {
        List<TopicPartition> partitions = IntStream.range(
                        0, consumer.partitionsFor(name).size())
                .mapToObj(partition -> new TopicPartition(name, partition))
                .toList();
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        return partitions.stream().map(ends::get).toList();
    }
}
