package dev.batchline.cli.batches;

import dev.batchline.cli.CommandException;
import dev.batchline.cli.ExitCodes;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.schemas.Topic;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;

/** Reads topics once, from their beginnings to where they end now, committed records only. */
public final class CommittedRecords {
    private static final Duration POLL = Duration.ofMillis(250);
    private static final int EMPTY_POLLS = 120;

    private final BatchlineConfig config;
    private final Map<String, Topic> topics = new HashMap<>();

    /** Reads these topics. */
    public CommittedRecords(BatchlineConfig config, Set<Topic> wanted) {
        this.config = config;
        wanted.forEach(topic -> topics.put(config.topics().name(topic), topic));
    }

    /** Hands over every record, those of a partition in their order. */
    public void forEach(BiConsumer<Topic, ConsumerRecord<byte[], byte[]>> reader) {
        Map<String, Object> properties = new HashMap<>(config.kafka().consumerProperties());
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        properties.put("auto.offset.reset", "earliest");
        properties.put("allow.auto.create.topics", "false");
        try (Consumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            List<TopicPartition> partitions = topics.keySet().stream()
                    .flatMap(name -> consumer.partitionsFor(name).stream())
                    .map(info -> new TopicPartition(info.topic(), info.partition()))
                    .toList();
            consumer.assign(partitions);
            consumer.seekToBeginning(partitions);
            read(consumer, consumer.endOffsets(partitions), reader);
        }
    }

    private void read(
            Consumer<byte[], byte[]> consumer,
            Map<TopicPartition, Long> ends,
            BiConsumer<Topic, ConsumerRecord<byte[], byte[]>> reader) {
        int empty = 0;
        while (ends.entrySet().stream().anyMatch(end -> consumer.position(end.getKey()) < end.getValue())) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            empty = records.isEmpty() ? empty + 1 : 0;
            if (empty > EMPTY_POLLS) {
                throw new CommandException(
                        ExitCodes.FAILED,
                        "The topics " + String.join(", ", topics.keySet()) + " could not be read to their end: no "
                                + "record came for "
                                + POLL.multipliedBy(EMPTY_POLLS).toSeconds()
                                + " s. Look whether each of their partitions has a leader.");
            }
            for (ConsumerRecord<byte[], byte[]> record : records) {
                Topic topic = topics.get(record.topic());
                if (topic != null) {
                    reader.accept(topic, record);
                }
            }
        }
    }
}
