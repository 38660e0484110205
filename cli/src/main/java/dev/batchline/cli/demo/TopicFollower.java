package dev.batchline.cli.demo;

import dev.batchline.runtime.config.KafkaSettings;
import dev.batchline.runtime.config.TopicSettings;
import dev.batchline.schemas.Topic;
import java.time.Duration;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiConsumer;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.WakeupException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads topics from their beginnings, committed records only, on a thread of its own. */
public final class TopicFollower implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(100);

    private final Consumer<byte[], byte[]> consumer;
    private final Map<String, Topic> topics = new HashMap<>();
    private final Map<TopicPartition, Long> positions = new ConcurrentHashMap<>();
    private @Nullable Thread thread;

    /** A reader of these topics of an installation. */
    public TopicFollower(KafkaSettings kafka, TopicSettings settings, Set<Topic> wanted) {
        Map<String, Object> properties = new HashMap<>(kafka.consumerProperties());
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        properties.put("auto.offset.reset", "earliest");
        this.consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        EnumSet.copyOf(wanted).forEach(topic -> topics.put(settings.name(topic), topic));
        List<TopicPartition> partitions = topics.keySet().stream()
                .flatMap(name -> consumer.partitionsFor(name).stream())
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        consumer.assign(partitions);
        consumer.seekToBeginning(partitions);
    }

    /** Begins to hand every record to a reader. */
    public void start(BiConsumer<Topic, ConsumerRecord<byte[], byte[]>> reader) {
        thread = Thread.ofPlatform().name("follower").start(() -> read(reader));
    }

    /** The offset in each partition up to which every record was handed over. */
    public Map<TopicPartition, Long> positions() {
        return Map.copyOf(positions);
    }

    @Override
    public void close() {
        Thread started = thread;
        if (started == null) {
            consumer.close();
            return;
        }
        consumer.wakeup();
        try {
            started.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void read(BiConsumer<Topic, ConsumerRecord<byte[], byte[]>> reader) {
        try (consumer) {
            while (true) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(POLL)) {
                    Topic topic = topics.get(record.topic());
                    if (topic != null) {
                        reader.accept(topic, record);
                    }
                }
                consumer.assignment().forEach(partition -> positions.put(partition, consumer.position(partition)));
            }
        } catch (WakeupException e) {
            // The reader was asked to end.
        }
    }
}
