package dev.batchline.cli.batches;

import dev.batchline.cli.CommandException;
import dev.batchline.cli.ExitCodes;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.runtime.topics.TopicAdmin;
import dev.batchline.runtime.topics.TopicProblem;
import dev.batchline.schemas.Command;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.WindowId;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes what an operator wants to the topic of commands, and waits until the broker has it. */
final class CommandSender {
    private final BatchlineConfig config;
    private final String topic;
    private final int partitions;

    /** A sender; ends the command line if there is no such topic. */
    CommandSender(BatchlineConfig config) {
        this.config = config;
        this.topic = config.topics().name(Topic.COMMANDS);
        try (TopicAdmin topics = TopicAdmin.connect(config.kafka(), config.topics())) {
            this.partitions = topics.partitions(topic)
                    .orElseThrow(() -> new CommandException(
                            ExitCodes.NEEDS_YOU, new TopicProblem.Missing(Topic.COMMANDS, topic).sentence()));
        }
    }

    /** A command issued now. */
    static Command command(Command.Action action, @Nullable String reason) {
        return new Command(
                Command.FORMAT,
                action,
                null,
                null,
                reason,
                InstantSource.system().instant(),
                null);
    }

    /** Where it is written, in words. */
    String place() {
        return topic + " (" + partitions + " partitions)";
    }

    /** Tells every partition: a lane has windows in each of them. */
    void toAll(String key, Command command) throws InterruptedException, ExecutionException {
        List<ProducerRecord<byte[], byte[]>> records = new ArrayList<>();
        for (int partition = 0; partition < partitions; partition++) {
            records.add(record(partition, key, command));
        }
        send(records);
    }

    /** Tells the partitions of these windows. */
    void toWindows(List<WindowId> windows, Command command) throws InterruptedException, ExecutionException {
        send(windows.stream()
                .map(window -> record(window.partition(), window.text(), command))
                .toList());
    }

    private ProducerRecord<byte[], byte[]> record(int partition, String key, Command command) {
        return new ProducerRecord<>(
                topic, partition, key.getBytes(StandardCharsets.UTF_8), JsonCodec.COMMAND.encode(command));
    }

    private void send(List<ProducerRecord<byte[], byte[]>> records) throws InterruptedException, ExecutionException {
        Map<String, Object> properties = new HashMap<>(config.kafka().producerProperties());
        properties.put("acks", "all");
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            records.forEach(record -> sent.add(producer.send(record)));
            producer.flush();
            for (Future<RecordMetadata> record : sent) {
                record.get();
            }
        }
    }
}
