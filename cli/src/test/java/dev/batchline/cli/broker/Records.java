package dev.batchline.cli.broker;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ListOffsetsOptions;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.IsolationLevel;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/**
 * Text records in topics of one partition.
 *
 * @param bootstrapServers the broker
 */
public record Records(String bootstrapServers) {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    public void createTopic(String topic) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            admin.createTopics(List.of(new NewTopic(topic, 1, (short) 1))).all().get();
        }
        // A producer asks again until the broker has heard of the topic.
        try (KafkaProducer<String, String> producer = new KafkaProducer<>(
                Map.of("bootstrap.servers", bootstrapServers), new StringSerializer(), new StringSerializer())) {
            producer.partitionsFor(topic);
        }
    }

    short feature(String name) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            return admin.describeFeatures()
                    .featureMetadata()
                    .get()
                    .finalizedFeatures()
                    .get(name)
                    .maxVersionLevel();
        }
    }

    /** Sends the values in one transaction. */
    public void send(String topic, String... values) {
        try (KafkaProducer<String, String> producer = producer()) {
            producer.beginTransaction();
            for (String value : values) {
                producer.send(new ProducerRecord<>(topic, value));
            }
            producer.commitTransaction();
        }
    }

    void sendAndAbort(String topic, String value) {
        try (KafkaProducer<String, String> producer = producer()) {
            producer.beginTransaction();
            producer.send(new ProducerRecord<>(topic, value));
            producer.flush();
            producer.abortTransaction();
        }
    }

    List<String> read(String topic, int count) throws Exception {
        return readRecords(topic, count).stream().map(ConsumerRecord::value).toList();
    }

    /** The first records of partition 0, at least so many. */
    public List<ConsumerRecord<String, String>> readRecords(String topic, int count) throws Exception {
        Map<String, Object> properties =
                Map.of("bootstrap.servers", bootstrapServers, "isolation.level", "read_committed");
        List<ConsumerRecord<String, String>> records = new ArrayList<>();
        TopicPartition partition = new TopicPartition(topic, 0);
        try (KafkaConsumer<String, String> consumer =
                new KafkaConsumer<>(properties, new StringDeserializer(), new StringDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            Instant end = Instant.now().plus(PATIENCE);
            while (records.size() < count && Instant.now().isBefore(end)) {
                consumer.poll(Duration.ofMillis(200)).forEach(records::add);
            }
        }
        if (records.size() < count) {
            throw new AssertionError("read " + records.size() + " of " + count + " records; " + state(partition));
        }
        return records;
    }

    private String state(TopicPartition partition) throws Exception {
        try (Admin admin = Admin.create(Map.of("bootstrap.servers", bootstrapServers))) {
            StringBuilder state = new StringBuilder();
            for (IsolationLevel level : IsolationLevel.values()) {
                state.append(level)
                        .append(" end ")
                        .append(admin.listOffsets(Map.of(partition, OffsetSpec.latest()), new ListOffsetsOptions(level))
                                .partitionResult(partition)
                                .get());
            }
            return state.append(admin.listTransactions().all().get()).toString();
        }
    }

    private KafkaProducer<String, String> producer() {
        Map<String, Object> properties = Map.of(
                "bootstrap.servers",
                bootstrapServers,
                "transactional.id",
                UUID.randomUUID().toString());
        KafkaProducer<String, String> producer =
                new KafkaProducer<>(properties, new StringSerializer(), new StringSerializer());
        producer.initTransactions();
        return producer;
    }
}
