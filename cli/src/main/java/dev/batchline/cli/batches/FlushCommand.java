package dev.batchline.cli.batches;

import dev.batchline.cli.CommandException;
import dev.batchline.cli.ExitCodes;
import dev.batchline.cli.KafkaOptions;
import dev.batchline.cli.Shell;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.runtime.topics.TopicAdmin;
import dev.batchline.runtime.topics.TopicProblem;
import dev.batchline.schemas.Command.Action;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.UnreadableRecordException;
import java.nio.charset.StandardCharsets;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Asks the batcher to close open windows now. */
@Command(
        name = "flush",
        description = {
            "Close open windows now, instead of when they are full or old.",
            "A lane is named as pool|endpoint|model|completion window, such as "
                    + "'openai|/v1/chat/completions|gpt-4.1-mini|24h'."
        })
public final class FlushCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(index = "0", arity = "0..1", paramLabel = "LANE", description = "The lane whose window to close.")
    private @Nullable String lane;

    @Option(names = "--all", description = "The windows of every lane.")
    private boolean all;

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    FlushCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        String key = key();
        BatchlineConfig config = kafka.load(shell.environment());
        String topic = config.topics().name(Topic.COMMANDS);
        int partitions = partitions(config, topic);
        send(config, topic, partitions, key.getBytes(StandardCharsets.UTF_8));
        shell.out()
                .println("Asked on " + topic + " (" + partitions + " partitions) to close "
                        + (all ? "every open window" : "the open window of " + key) + ".");
        shell.out().flush();
        return ExitCodes.OK;
    }

    private String key() {
        String named = lane;
        if ((named == null) != all) {
            throw new CommandException(ExitCodes.USAGE, "Name either a lane, or all of them with --all.");
        }
        try {
            return named == null
                    ? dev.batchline.schemas.Command.EVERY_LANE
                    : LaneKey.parse(named).text();
        } catch (UnreadableRecordException e) {
            throw new CommandException(
                    ExitCodes.USAGE,
                    "'" + named + "' is no lane: expected pool|endpoint|model|completion window, such as "
                            + "'openai|/v1/chat/completions|gpt-4.1-mini|24h'.",
                    e);
        }
    }

    private static int partitions(BatchlineConfig config, String topic) {
        try (TopicAdmin topics = TopicAdmin.connect(config.kafka(), config.topics())) {
            return topics.partitions(topic)
                    .orElseThrow(() -> new CommandException(
                            ExitCodes.NEEDS_YOU, new TopicProblem.Missing(Topic.COMMANDS, topic).sentence()));
        }
    }

    private static void send(BatchlineConfig config, String topic, int partitions, byte[] key)
            throws InterruptedException, ExecutionException {
        Map<String, Object> properties = new HashMap<>(config.kafka().producerProperties());
        properties.put("acks", "all");
        byte[] value = JsonCodec.COMMAND.encode(dev.batchline.schemas.Command.of(
                Action.FLUSH, InstantSource.system().instant()));
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            List<Future<RecordMetadata>> sent = new ArrayList<>();
            for (int partition = 0; partition < partitions; partition++) {
                sent.add(producer.send(new ProducerRecord<>(topic, partition, key, value)));
            }
            producer.flush();
            for (Future<RecordMetadata> record : sent) {
                record.get();
            }
        }
    }
}
