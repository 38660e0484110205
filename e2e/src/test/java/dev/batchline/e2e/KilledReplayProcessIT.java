package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.cli.batches.CommittedRecords;
import dev.batchline.cli.broker.EmbeddedBroker;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.runtime.config.ConfigSources;
import dev.batchline.runtime.topics.TopicAdmin;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.TimeUnit;
import java.util.regex.Pattern;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The command in a process of its own, ended by SIGKILL and SIGTERM while it sends, and started again by its name. */
@Tag("long")
class KilledReplayProcessIT {
    private static final int LETTERS = 2_000;
    private static final int KILLS = 6;
    private static final Pattern BEGUN = Pattern.compile("(Replay k\\.)");

    @TempDir
    private Path directory;

    @Test
    void sendsEachDeadLetterOnce() throws Exception {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        try (EmbeddedBroker broker = EmbeddedBroker.start()) {
            BatchlineConfig config = BatchlineConfig.load(
                    ConfigSources.of(Map.of()).withOverride("bootstrap.servers=" + broker.bootstrapServers()));
            try (TopicAdmin topics = TopicAdmin.connect(config.kafka(), config.topics())) {
                topics.create();
            }
            fail(config);

            for (int kill = 0; kill < KILLS; kill++) {
                try (ChildProcess replay = replay(config, "--rate", "150")) {
                    replay.await(BEGUN);
                    TimeUnit.MILLISECONDS.sleep(500 + random.nextInt(2_000));
                    if (kill % 3 == 2) {
                        replay.terminate();
                        assertThat(replay.text()).contains("was stopped, with everything committed", "--name k");
                    } else {
                        replay.kill();
                    }
                }
            }
            int before = sent(config).size();
            Instant begun = Instant.now();
            try (ChildProcess last = replay(config)) {
                assertThat(last.exitCode()).as(last.text()).isZero();
                assertThat(last.text()).contains("; " + LETTERS + " in all of its runs.");
            }

            assertThat(before)
                    .as("sent by those that were killed, seed %s", seed)
                    .isBetween(1, LETTERS - 1);
            assertThat(Duration.between(begun, Instant.now()))
                    .as("it does not wait for the transaction that the last one left")
                    .isLessThan(Duration.ofSeconds(25));
            assertThat(sent(config))
                    .hasSize(LETTERS)
                    .allSatisfy((id, times) ->
                            assertThat(times).as("%s, seed %s", id, seed).isEqualTo(1));
        }
    }

    private ChildProcess replay(BatchlineConfig config, String... flags) {
        List<String> arguments = new ArrayList<>(List.of("replay", "--execute", "--name", "k", "--bootstrap-server"));
        arguments.add(config.kafka().bootstrapServers());
        arguments.addAll(List.of(flags));
        return ChildProcess.start(directory, "replay", List.of(), arguments);
    }

    private static void fail(BatchlineConfig config) {
        try (KafkaProducer<byte[], byte[]> producer = new KafkaProducer<>(
                config.kafka().producerProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            Requests.of("k", LETTERS).lines().forEach(line -> {
                ProducerRecord<byte[], byte[]> letter =
                        new ProducerRecord<>(config.topics().name(Topic.DEAD_LETTERS), line);
                letter.headers().add(Headers.ERROR_CODE, "http_503".getBytes(StandardCharsets.UTF_8));
                producer.send(letter);
            });
        }
    }

    private static Map<String, Integer> sent(BatchlineConfig config) {
        Map<String, Integer> sent = new TreeMap<>();
        new CommittedRecords(config, Set.of(Topic.REQUESTS))
                .forEach((topic, record) ->
                        sent.merge(new String(record.key(), StandardCharsets.UTF_8), 1, Integer::sum));
        return sent;
    }
}
