package dev.batchline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.batchline.cli.broker.EmbeddedBroker;
import dev.batchline.schemas.Command;
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
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** What is listed from the topics, and what is asked for on them. */
@Timeout(60)
class BatchesAndFlushIT {
    private static final int PARTITIONS = 6;

    private static EmbeddedBroker broker;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @Test
    void listsWhatIsOnItsWayAndWithAllWhatIsDone() throws Exception {
        assertThat(run("listed.", "topics", "create").exitCode()).isZero();
        Window open = sealed(1, "m1");
        Window done = sealed(2, "m2");
        Window aborted = sealed(3, "m3");
        transaction(
                true,
                List.of(record("listed.windows", open), record("listed.windows", done), join("listed.joins", done)));
        transaction(false, List.of(record("listed.windows", aborted)));

        Run shown = run("listed.", "batches", "-o", "json");
        JsonNode rows = new ObjectMapper().readTree(shown.out());
        Run all = run("listed.", "batches", "--all", "-o", "csv");

        assertThat(shown.exitCode()).isZero();
        assertThat(rows).hasSize(1);
        assertThat(rows.get(0).path("window").asText()).isEqualTo(open.id().text());
        assertThat(rows.get(0).path("status").asText()).isEqualTo("sealed");
        assertThat(rows.get(0).path("requests").isIntegralNumber()).isTrue();
        assertThat(rows.get(0).path("in_status_seconds").asLong()).isBetween(60L, 600L);
        assertThat(all.out().lines())
                .hasSize(3)
                .anyMatch(line -> line.startsWith(done.id().text() + ",,openai,m2,done,"));
        assertThat(run("listed.", "batches", "--all", "--model", "m2", "-o", "csv")
                        .out()
                        .lines())
                .hasSize(2);
        assertThat(run("listed.", "batches", "--status", "done,held", "-o", "csv")
                        .out()
                        .lines())
                .hasSize(2);
        Run none = run("listed.", "batches", "--account", "other");
        assertThat(none.out().lines()).hasSize(1);
        assertThat(none.err()).contains("--all shows those that are done");
    }

    @Test
    void saysThatThereAreNoTopics() {
        Run run = run("nowhere.", "batches");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("Topic nowhere.windows is not there").contains("topics create");
    }

    @Test
    void asksEveryPartitionToCloseItsWindows() {
        String lane = new LaneKey("openai", "/v1/chat/completions", "m", "24h").text();
        assertThat(run("flush.", "topics", "create").exitCode()).isZero();

        assertThat(run("flush.", "flush", "--all").exitCode()).isZero();
        Run one = run("flush.", "flush", lane);

        assertThat(one.out())
                .isEqualTo("Asked on flush.commands (6 partitions) to close the open window of " + lane + ".\n");
        for (int partition = 0; partition < PARTITIONS; partition++) {
            List<ConsumerRecord<byte[], byte[]>> commands = read(new TopicPartition("flush.commands", partition));
            assertThat(commands)
                    .extracting(command -> new String(command.key(), StandardCharsets.UTF_8))
                    .containsExactly("*", lane);
            assertThat(commands)
                    .extracting(
                            command -> JsonCodec.COMMAND.decode(command.value()).action())
                    .containsOnly(Command.Action.FLUSH);
        }
    }

    @Test
    void asksEveryPartitionToPauseAndToGoOn() {
        String lane = new LaneKey("openai", "/v1/chat/completions", "m", "24h").text();
        assertThat(run("pause.", "topics", "create").exitCode()).isZero();

        Run paused = run("pause.", "pause", lane, "--reason", "too many refusals");
        Run resumed = run("pause.", "resume", "--all");

        assertThat(paused.out())
                .isEqualTo("Asked on pause.commands (6 partitions) to send nothing more of lane " + lane + ".\n");
        assertThat(resumed.out()).isEqualTo("Asked on pause.commands (6 partitions) to go on with every lane.\n");
        for (int partition = 0; partition < PARTITIONS; partition++) {
            List<ConsumerRecord<byte[], byte[]>> commands = read(new TopicPartition("pause.commands", partition));
            assertThat(commands)
                    .extracting(command -> new String(command.key(), StandardCharsets.UTF_8))
                    .containsExactly(lane, "*");
            assertThat(commands)
                    .extracting(
                            command -> JsonCodec.COMMAND.decode(command.value()).action())
                    .containsExactly(Command.Action.PAUSE, Command.Action.RESUME);
            assertThat(JsonCodec.COMMAND.decode(commands.get(0).value()).reason())
                    .isEqualTo("too many refusals");
        }
    }

    @Test
    void saysThatThereIsNoTopicForCommands() {
        Run run = run("nowhere.", "flush", "--all");

        assertThat(run.exitCode()).isEqualTo(3);
        assertThat(run.err()).contains("Topic nowhere.commands is not there");
    }

    private static Window sealed(int partition, String model) {
        LaneKey lane = new LaneKey("openai", "/v1/chat/completions", model, "24h");
        Instant before = Instant.now().minus(Duration.ofMinutes(2));
        WindowFacts facts = new WindowFacts(
                lane, 9, 3, 300, 30, 3, 60, "digest", Integer.MAX_VALUE, 4_000, List.of(), before, null, 0);
        return Window.open(WindowId.of(DeploymentId.of("cluster", "topic"), partition, lane, 7), facts)
                .to(new WindowState.Open().seal("openai", before));
    }

    private static ProducerRecord<byte[], byte[]> record(String topic, Window window) {
        return new ProducerRecord<>(topic, window.id().partition(), key(window), JsonCodec.WINDOW.encode(window));
    }

    private static ProducerRecord<byte[], byte[]> join(String topic, Window window) {
        JoinEvent event = JoinEvent.of(window.id(), new JoinState.Done(3, 0, 0), Instant.now());
        return new ProducerRecord<>(topic, window.id().partition(), key(window), JsonCodec.JOIN.encode(event));
    }

    private static byte[] key(Window window) {
        return window.id().text().getBytes(StandardCharsets.UTF_8);
    }

    private static void transaction(boolean commit, List<ProducerRecord<byte[], byte[]>> records) {
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

    private static List<ConsumerRecord<byte[], byte[]>> read(TopicPartition partition) {
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
                    .limit(2)
                    .toList();
        }
    }

    private static Run run(String prefix, String... args) {
        String[] all = Arrays.copyOf(args, args.length + 4);
        all[args.length] = "--bootstrap-server";
        all[args.length + 1] = broker.bootstrapServers();
        all[args.length + 2] = "--override";
        all[args.length + 3] = "topic.prefix=" + prefix;
        return Run.of(all);
    }
}
