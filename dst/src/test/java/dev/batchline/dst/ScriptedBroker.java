package dev.batchline.dst;

import dev.batchline.cli.broker.EmbeddedBroker;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.consumer.OffsetOutOfRangeException;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;

/** A real broker under a script. */
final class ScriptedBroker implements ScriptedKafka {
    private static final Duration TIMEOUT = Duration.ofSeconds(3);
    private static final Duration SOON = Duration.ofSeconds(2);

    private final String topic;
    private final TopicPartition partition;
    private final String group;
    private final EmbeddedBroker broker;
    private final Admin admin;
    private final Map<String, KafkaProducer<String, String>> producers = new HashMap<>();
    private final Set<String> inTransaction = new java.util.HashSet<>();
    private final Map<String, KafkaConsumer<byte[], byte[]>> members = new HashMap<>();
    private final Map<String, ConsumerGroupMetadata> memberships = new HashMap<>();

    /** A topic and a group of their own on a broker. */
    ScriptedBroker(EmbeddedBroker broker, String name) {
        this.broker = broker;
        this.topic = name;
        this.partition = new TopicPartition(name, 0);
        this.group = name + "-group";
        this.admin = Admin.create(Map.of("bootstrap.servers", broker.bootstrapServers()));
        try {
            admin.createTopics(List.of(new NewTopic(name, 1, (short) 1))).all().get();
        } catch (InterruptedException | ExecutionException e) {
            throw new IllegalStateException("no topic " + name, e);
        }
    }

    @Override
    public void begin(String producer, String transactionalId) {
        KafkaProducer<String, String> made = new KafkaProducer<>(
                Map.of(
                        "bootstrap.servers",
                        broker.bootstrapServers(),
                        "transactional.id",
                        topic + "-" + transactionalId,
                        "transaction.timeout.ms",
                        Long.toString(TIMEOUT.toMillis())),
                new StringSerializer(),
                new StringSerializer());
        made.initTransactions();
        producers.put(producer, made);
        inTransaction.remove(producer);
    }

    @Override
    public String send(String producer, String value) {
        return attempt(() -> {
            inTransaction(producer);
            producer(producer).send(new ProducerRecord<>(topic, value)).get();
        });
    }

    @Override
    public String offset(String producer, String member, long offset) {
        return attempt(() -> {
            inTransaction(producer);
            producer(producer)
                    .sendOffsetsToTransaction(
                            Map.of(partition, new OffsetAndMetadata(offset)),
                            Objects.requireNonNull(memberships.get(member), member));
        });
    }

    @Override
    public String commit(String producer) {
        return attempt(() -> {
            inTransaction(producer);
            inTransaction.remove(producer);
            producer(producer).commitTransaction();
        });
    }

    @Override
    public void abort(String producer) {
        inTransaction.remove(producer);
        producer(producer).abortTransaction();
    }

    @Override
    public void vanish(String producer) {
        inTransaction.remove(producer);
        Objects.requireNonNull(producers.remove(producer)).close(Duration.ZERO);
    }

    @Override
    public void join(String member) {
        KafkaConsumer<byte[], byte[]> consumer = consumer(Map.of("group.id", group, "session.timeout.ms", "6000"));
        consumer.subscribe(List.of(topic));
        while (consumer.assignment().isEmpty()) {
            consumer.poll(Duration.ofMillis(100));
        }
        members.put(member, consumer);
        memberships.put(member, consumer.groupMetadata());
    }

    @Override
    public void expel(String member) {
        Objects.requireNonNull(members.remove(member)).close();
    }

    @Override
    public void passTimeout() {
        try {
            Thread.sleep(TIMEOUT.plus(SOON).toMillis());
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    @Override
    public String purge(long before) {
        try {
            admin.deleteRecords(Map.of(partition, RecordsToDelete.beforeOffset(before)))
                    .all()
                    .get();
            return "done";
        } catch (InterruptedException e) {
            throw new IllegalStateException("not purged", e);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof org.apache.kafka.common.errors.OffsetOutOfRangeException) {
                return "out of range";
            }
            throw new IllegalStateException("not purged", e);
        }
    }

    @Override
    public List<String> read(long from) {
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer =
                consumer(Map.of("isolation.level", "read_committed", "auto.offset.reset", "none"))) {
            consumer.assign(List.of(partition));
            consumer.seek(partition, from);
            long end = consumer.endOffsets(List.of(partition)).get(partition);
            if (from < consumer.beginningOffsets(List.of(partition)).get(partition)) {
                return List.of("out of range");
            }
            while (consumer.position(partition) < end) {
                for (ConsumerRecord<byte[], byte[]> record : consumer.poll(Duration.ofMillis(200))) {
                    values.add(new String(record.value(), StandardCharsets.UTF_8));
                }
            }
        } catch (OffsetOutOfRangeException e) {
            return List.of("out of range");
        }
        return values;
    }

    @Override
    public String committed() {
        try (KafkaConsumer<byte[], byte[]> consumer =
                consumer(Map.of("group.id", group, "isolation.level", "read_committed"))) {
            OffsetAndMetadata committed =
                    consumer.committed(Set.of(partition), SOON).get(partition);
            return committed == null ? "none" : Long.toString(committed.offset());
        } catch (TimeoutException e) {
            return "unstable";
        }
    }

    @Override
    public void close() {
        producers.values().forEach(producer -> producer.close(Duration.ZERO));
        members.values().forEach(KafkaConsumer::close);
        admin.close();
    }

    private void inTransaction(String producer) {
        if (inTransaction.add(producer)) {
            producer(producer).beginTransaction();
        }
    }

    private KafkaProducer<String, String> producer(String name) {
        return Objects.requireNonNull(producers.get(name), name);
    }

    private KafkaConsumer<byte[], byte[]> consumer(Map<String, Object> further) {
        Map<String, Object> properties = new HashMap<>(further);
        properties.put("bootstrap.servers", broker.bootstrapServers());
        properties.put("enable.auto.commit", "false");
        properties.putIfAbsent("auto.offset.reset", "earliest");
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static String attempt(Attempt what) {
        try {
            what.run();
            return "done";
        } catch (KafkaException | ExecutionException e) {
            return "fenced";
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** Something that Kafka may refuse. */
    private interface Attempt {
        void run() throws ExecutionException, InterruptedException;
    }
}
