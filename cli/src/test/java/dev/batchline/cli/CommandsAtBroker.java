package dev.batchline.cli;

import dev.batchline.cli.broker.EmbeddedBroker;
import dev.batchline.schemas.DeploymentId;
import dev.batchline.schemas.JoinEvent;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowFacts;
import dev.batchline.schemas.WindowId;
import dev.batchline.schemas.WindowState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.IntStream;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** The command line at a broker of its own, and the records that it reads and writes there. */
final class CommandsAtBroker implements AutoCloseable {
    private final EmbeddedBroker broker = EmbeddedBroker.start();

    static CommandsAtBroker start() {
        return new CommandsAtBroker();
    }

    @Override
    public void close() {
        broker.close();
    }

    static Window sealed(int partition, String model) {
        LaneKey lane = new LaneKey("openai", "/v1/chat/completions", model, "24h");
        Instant before = Instant.now().minus(Duration.ofMinutes(2));
        WindowFacts facts = new WindowFacts(
                lane, 9, 3, 300, 30, 3, 60, "digest", Integer.MAX_VALUE, 4_000, List.of(), before, null, 0);
        return Window.open(WindowId.of(DeploymentId.of("cluster", "topic"), partition, lane, 7), facts)
                .to(new WindowState.Open().seal("openai", before));
    }

    static ProducerRecord<byte[], byte[]> record(String topic, Window window) {
        return new ProducerRecord<>(topic, window.id().partition(), key(window), JsonCodec.WINDOW.encode(window));
    }

    static ProducerRecord<byte[], byte[]> join(String topic, Window window) {
        JoinEvent event = JoinEvent.of(window.id(), new JoinState.Done(3, 0, 0), Instant.now());
        return new ProducerRecord<>(topic, window.id().partition(), key(window), JsonCodec.JOIN.encode(event));
    }

    static byte[] key(Window window) {
        return window.id().text().getBytes(StandardCharsets.UTF_8);
    }

    void transaction(boolean commit, List<ProducerRecord<byte[], byte[]>> records) {
        Map<String, Object> properties = Map.of(
                "bootstrap.servers",
                broker.bootstrapServers(),
                "transactional.id",
                UUID.randomUUID().toString());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.initTransactions();
            producer.beginTransaction();
            records.forEach(producer::send);
            producer.flush();
            if (commit) {
                producer.commitTransaction();
            } else {
                producer.abortTransaction();
            }
        }
    }

    List<ConsumerRecord<byte[], byte[]>> read(TopicPartition partition, int count) {
        Map<String, Object> properties = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (KafkaConsumer<byte[], byte[]> consumer =
                new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            return IntStream.range(0, 100)
                    .mapToObj(poll -> consumer.poll(Duration.ofMillis(200)))
                    .filter(records -> !records.isEmpty())
                    .map(ConsumerRecords::iterator)
                    .flatMap(records -> {
                        List<ConsumerRecord<byte[], byte[]>> list = new ArrayList<>();
                        records.forEachRemaining(list::add);
                        return list.stream();
                    })
                    .limit(count)
                    .toList();
        }
    }

    Run run(String prefix, String... args) {
        String[] all = Arrays.copyOf(args, args.length + 4);
        all[args.length] = "--bootstrap-server";
        all[args.length + 1] = broker.bootstrapServers();
        all[args.length + 2] = "--override";
        all[args.length + 3] = "topic.prefix=" + prefix;
        return Run.of(all);
    }
}
