package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.batchline.batcher.KafkaLaneLog;
import dev.batchline.cli.broker.EmbeddedBroker;
import dev.batchline.cli.run.SystemClocks;
import dev.batchline.runtime.config.KafkaSettings;
import dev.batchline.runtime.kafka.TopicReader;
import dev.batchline.runtime.kafka.UnreachableRecordsException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** Reading committed records again by their offsets, and purging them, on a real broker. */
class TopicReaderIT {
    private static EmbeddedBroker broker;
    private static KafkaSettings kafka;

    private final TopicReader reader = new TopicReader(TopicReaderIT::consumer);

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start();
        kafka = KafkaSettings.of(broker.bootstrapServers());
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void scansCommittedRecordsOnlyAndEndsBeforeMarkers() throws Exception {
        TopicPartition topic = topic("scanned");
        List<Long> first = write(topic, 5, true);
        write(topic, 3, false);
        List<Long> last = write(topic, 2, true);

        List<Long> seen = new ArrayList<>();
        reader.scan(topic, first.get(1), last.get(1), record -> seen.add(record.offset()));

        assertThat(seen)
                .containsExactly(first.get(1), first.get(2), first.get(3), first.get(4), last.get(0), last.get(1));
    }

    @Test
    void stopsAScanWhenTheVisitorHasEnough() throws Exception {
        TopicPartition topic = topic("stopped");
        List<Long> offsets = write(topic, 10, true);

        List<Long> seen = new ArrayList<>();
        reader.scan(topic, offsets.get(0), offsets.get(9), record -> {
            seen.add(record.offset());
            return seen.size() < 3;
        });

        assertThat(seen).hasSize(3);
    }

    @Test
    void readsSingleRecordsNearAndFar() throws Exception {
        TopicPartition topic = topic("far");
        List<Long> offsets = write(topic, 6_000, true);
        long[] wanted = {offsets.get(0), offsets.get(1), offsets.get(700), offsets.get(5_999)};

        List<ConsumerRecord<byte[], byte[]>> read = reader.read(topic, wanted);

        assertThat(read).extracting(ConsumerRecord::offset).containsExactly(wanted[0], wanted[1], wanted[2], wanted[3]);
        assertThat(new String(read.get(2).value(), StandardCharsets.UTF_8)).isEqualTo("value 700");
        assertThat(reader.read(topic, new long[0])).isEmpty();
    }

    @Test
    void saysThatPurgedRecordsCannotBeRead() throws Exception {
        TopicPartition topic = topic("purged");
        List<Long> offsets = write(topic, 10, true);
        try (Admin admin = Admin.create(kafka.adminProperties())) {
            KafkaLaneLog lanes = new KafkaLaneLog(topic.topic(), reader, admin, List.of(), new SystemClocks());

            lanes.purge(0, offsets.get(4));

            assertThatThrownBy(() -> lanes.scan(0, offsets.get(3), offsets.get(9), record -> true))
                    .isInstanceOf(UnreachableRecordsException.class)
                    .hasMessageContaining("offset " + offsets.get(3));
            List<Long> seen = new ArrayList<>();
            lanes.scan(0, offsets.get(4), offsets.get(9), record -> seen.add(record.offset()));
            assertThat(seen).hasSize(6);
        }
    }

    private static TopicPartition topic(String name) throws Exception {
        try (Admin admin = Admin.create(kafka.adminProperties())) {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
        }
        return new TopicPartition(name, 0);
    }

    /** Writes records in one transaction, which is committed or not; gives their offsets. */
    private static List<Long> write(TopicPartition topic, int count, boolean commit) throws Exception {
        Map<String, Object> properties = new HashMap<>(kafka.producerProperties());
        properties.put("transactional.id", topic.topic());
        List<Long> offsets = new ArrayList<>();
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                byte[] value = ("value " + i).getBytes(StandardCharsets.UTF_8);
                sent.add(producer.send(new ProducerRecord<>(topic.topic(), value)));
            }
            producer.flush();
            for (var record : sent) {
                offsets.add(record.get().offset());
            }
            if (commit) {
                producer.commitTransaction();
            } else {
                producer.abortTransaction();
            }
        }
        return offsets;
    }

    private static KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> properties = new HashMap<>(kafka.consumerProperties());
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        properties.put("auto.offset.reset", "none");
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }
}
