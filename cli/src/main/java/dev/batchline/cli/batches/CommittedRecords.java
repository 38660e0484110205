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
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.utils.Utils;

/** Reads topics once, from their beginnings to where they end now, committed records only. */
public final class CommittedRecords {
    private static final Duration POLL = Duration.ofMillis(250);
    private static final int EMPTY_POLLS = 120;

    private final BatchlineConfig config;
    private final Map<String, Topic> topics = new HashMap<>();
    private List<Set<Topic>> order;
    private Set<Topic> keyed = Set.of();
    private byte[] key = new byte[0];

    /** Reads these topics. */
    public CommittedRecords(BatchlineConfig config, Set<Topic> wanted) {
        this.config = config;
        this.order = List.of(wanted);
        wanted.forEach(topic -> names(config, topic).forEach(name -> topics.put(name, topic)));
    }

    /** Reads one set of topics after the other, all of them to where they end when the first is begun. */
    static CommittedRecords inOrder(BatchlineConfig config, List<Set<Topic>> order) {
        Set<Topic> all = order.stream().flatMap(Set::stream).collect(Collectors.toSet());
        CommittedRecords records = new CommittedRecords(config, all);
        records.order = List.copyOf(order);
        return records;
    }

    /** Of these topics only the partition that Kafka's default partitioner gives to this key. */
    CommittedRecords ofKey(byte[] only, Set<Topic> partitioned) {
        key = only.clone();
        keyed = Set.copyOf(partitioned);
        return this;
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
            Map<TopicPartition, Topic> partitions = new HashMap<>();
            topics.forEach((name, topic) -> partitions(consumer, name, topic)
                    .forEach(partition -> partitions.put(new TopicPartition(name, partition), topic)));
            // The client warns of ends of partitions that it does not read.
            consumer.assign(partitions.keySet());
            Map<TopicPartition, Long> ends = consumer.endOffsets(partitions.keySet());
            for (Set<Topic> next : order) {
                Map<TopicPartition, Long> until = new HashMap<>(ends);
                until.keySet().removeIf(partition -> !next.contains(partitions.get(partition)));
                consumer.assign(until.keySet());
                consumer.seekToBeginning(until.keySet());
                read(consumer, until, reader);
            }
        }
    }

    private IntStream partitions(Consumer<byte[], byte[]> consumer, String name, Topic topic) {
        int count = consumer.partitionsFor(name).size();
        return keyed.contains(topic)
                ? IntStream.of(Utils.toPositive(Utils.murmur2(key)) % count)
                : IntStream.range(0, count);
    }

    /** The full names of a topic of the catalogue: of requests there may be several. */
    static List<String> names(BatchlineConfig config, Topic topic) {
        return topic == Topic.REQUESTS
                ? config.topics().requests()
                : List.of(config.topics().name(topic));
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
