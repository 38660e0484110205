package dev.batchline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.cli.broker.EmbeddedBroker;
import dev.batchline.cli.broker.Records;
import dev.batchline.cli.lanes.Lanes;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.LaneStatus;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every command of the operations page does what it is asked to, against a broker with an installation's topics. */
@Timeout(60)
class OperationsPageIT {
    @TempDir
    private static Path directory;

    private static EmbeddedBroker broker;
    private static Path patch;

    @BeforeAll
    static void startBroker() throws Exception {
        broker = EmbeddedBroker.start();
        assertThat(run(List.of("topics", "create")).exitCode()).isZero();
        new Records(broker.bootstrapServers())
                .send("batch.dead-letters", "{\"custom_id\":\"a\",\"url\":\"/v1/x\",\"body\":{\"model\":\"m\"}}");
        patch = Files.writeString(directory.resolve("patch.json"), "{\"body\":{\"max_tokens\":2000}}");
        tellOfALane();
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"Cancel what a tenant or a job has sent", "Dead letters", "Why does it wait?", "Replay"})
    void canBeTypedAsItStands(String section) throws Exception {
        List<List<String>> commands = OperationsPage.commands(section);

        assertThat(commands).isNotEmpty().allSatisfy(command -> {
            Run run = run(command);
            assertThat(run.exitCode()).as(run.err()).isZero();
        });
    }

    /** The lane that the page names. */
    private static void tellOfALane() {
        LaneStatus told = Lanes.filling(Lanes.lane("openai", "gpt-4.1-mini"), Instant.now());
        Map<String, Object> properties = Map.of("bootstrap.servers", broker.bootstrapServers());
        try (KafkaProducer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            producer.send(new ProducerRecord<>(
                    "batch.lane-status",
                    told.lane().text().getBytes(StandardCharsets.UTF_8),
                    JsonCodec.LANE_STATUS.encode(told)));
        }
    }

    private static Run run(List<String> command) {
        List<String> all = new ArrayList<>(command);
        all.replaceAll(word -> word.equals("patch.json") ? patch.toString() : word);
        all.addAll(List.of("--bootstrap-server", broker.bootstrapServers()));
        return Run.of(all.toArray(new String[0]));
    }
}
