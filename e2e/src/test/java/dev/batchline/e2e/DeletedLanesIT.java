package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.batchline.cli.broker.EmbeddedBroker;
import dev.batchline.cli.run.Service;
import dev.batchline.cli.run.Services;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.runtime.config.ConfigSources;
import dev.batchline.runtime.topics.TopicAdmin;
import dev.batchline.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.RecordsToDelete;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batcher whose next requests somebody deleted ends, and goes on when a person says where. */
class DeletedLanesIT {
    private static final Duration AT_MOST = Duration.ofSeconds(60);

    @TempDir
    Path directory;

    private EmbeddedBroker broker;
    private BatchlineConfig config;
    private TopicPartition lanes;

    @Test
    void endsInsteadOfPassingOverWhatWasDeleted() throws Exception {
        try (EmbeddedBroker started = EmbeddedBroker.start()) {
            broker = started;
            config = config();
            lanes = new TopicPartition(config.topics().name(Topic.LANES), 0);
            try (TopicAdmin topics = TopicAdmin.connect(config.kafka(), config.topics())) {
                topics.create();
            }
            write(2);
            runUntilTaken(2);
            write(3);
            try (Admin admin = Admin.create(config.kafka().adminProperties())) {
                admin.deleteRecords(Map.of(lanes, RecordsToDelete.beforeOffset(2)))
                        .all()
                        .get();
            }
            runUntilTaken(5);

            write(3);
            try (Admin admin = Admin.create(config.kafka().adminProperties())) {
                admin.deleteRecords(Map.of(lanes, RecordsToDelete.beforeOffset(7)))
                        .all()
                        .get();
            }
            try (Services services = Services.start(config, Set.of(Service.BATCHER))) {
                await().atMost(AT_MOST).until(services::dead);
            }
            assertThat(committed()).as("nothing was passed over").isEqualTo(5);

            try (Admin admin = Admin.create(config.kafka().adminProperties())) {
                await("the group has no member any more")
                        .atMost(AT_MOST)
                        .ignoreExceptions()
                        .until(() -> {
                            admin.alterConsumerGroupOffsets(group(), Map.of(lanes, new OffsetAndMetadata(7)))
                                    .all()
                                    .get();
                            return true;
                        });
            }
            runUntilTaken(8);
        }
    }

    private void runUntilTaken(long offset) {
        try (Services services = Services.start(config, Set.of(Service.BATCHER))) {
            await().atMost(AT_MOST).until(() -> services.dead() || committed() == offset);
            assertThat(services.dead()).isFalse();
        }
    }

    private void write(int records) {
        byte[] lane = "openai|/v1/chat/completions|m|24h".getBytes(StandardCharsets.UTF_8);
        String request = "{\"custom_id\":\"a\",\"url\":\"/v1/chat/completions\",\"body\":{\"model\":\"m\"}}";
        try (Producer<byte[], byte[]> producer = new KafkaProducer<>(
                config.kafka().producerProperties(), new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int i = 0; i < records; i++) {
                producer.send(new ProducerRecord<>(
                        lanes.topic(), lanes.partition(), lane, request.getBytes(StandardCharsets.UTF_8)));
            }
        }
    }

    private long committed() {
        try (Admin admin = Admin.create(config.kafka().adminProperties())) {
            OffsetAndMetadata committed = admin.listConsumerGroupOffsets(group())
                    .partitionsToOffsetAndMetadata()
                    .get()
                    .get(lanes);
            return committed == null ? -1 : committed.offset();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private String group() {
        return config.topics().prefix() + "batcher";
    }

    private BatchlineConfig config() {
        ConfigSources sources = ConfigSources.of(Map.of());
        for (String setting : new String[] {
            "bootstrap.servers=" + broker.bootstrapServers(),
            "account.openai.base.url=http://127.0.0.1:1",
            "account.openai.api.key=test",
            "window.linger.ms=3600000",
            "spool.dir=" + directory.resolve("spool")
        }) {
            sources = sources.withOverride(setting);
        }
        return BatchlineConfig.load(sources);
    }
}
