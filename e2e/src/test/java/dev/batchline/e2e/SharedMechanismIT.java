package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.cli.broker.EmbeddedBroker;
import dev.batchline.cli.run.SystemClocks;
import dev.batchline.e2e.ProbeService.Probe;
import dev.batchline.e2e.ProbeService.Setting;
import dev.batchline.runtime.Clocks;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the mechanism that all services share does on a real broker: frozen owners, backlogs, restarts. */
class SharedMechanismIT {
    private static final int BACKLOG = 200_000;
    /** A stream thread that is stuck for so long loses its tasks, as a process does that is frozen. */
    private static final Map<String, String> SOON_LOST = Map.of("consumer.max.poll.interval.ms", "6000");

    private static EmbeddedBroker broker;

    @TempDir
    private Path directory;

    @BeforeAll
    static void start() {
        broker = EmbeddedBroker.start();
    }

    @AfterAll
    static void stop() {
        broker.close();
    }

    @Test
    void ownerThatIsFrozenBeforeItBeganPublishesNothingWhenItWakes() {
        CountDownLatch wake = new CountDownLatch(1);
        topics("frozen-early.", 1);
        try (ProbeService first = ProbeService.start(
                setting("frozen-early.", "a", SOON_LOST), new FreezingClocks(wake), SharedMechanismIT::tellOnce)) {
            await(15).until(() -> !first.lives.isEmpty());
            assertSecondOwnsWhatTheFrozenFirstOwned("frozen-early.", first, wake);
        }
    }

    @Test
    @Tag("invariant-16")
    void ownerThatIsFrozenInItsWorkPublishesNothingWhenItWakes() {
        CountDownLatch wake = new CountDownLatch(1);
        topics("frozen-late.", 1);
        try (ProbeService first = ProbeService.start(setting("frozen-late.", "a", SOON_LOST), probe -> {
            await(wake);
            tellOnce(probe);
        })) {
            await(15).until(() -> first.begun() == 1);
            assertSecondOwnsWhatTheFrozenFirstOwned("frozen-late.", first, wake);
        }
    }

    private void assertSecondOwnsWhatTheFrozenFirstOwned(String prefix, ProbeService first, CountDownLatch wake) {
        Probe frozen = first.lives.getFirst();
        try (ProbeService second = ProbeService.start(setting(prefix, "b", SOON_LOST), SharedMechanismIT::tellOnce)) {
            await(40).until(() -> second.begun() == 1);
            await(15).until(() -> !committed(prefix + "windows").isEmpty());
            wake.countDown();
            await(40).until(() -> frozen.ended);
            assertThat(frozen.windows).isEmpty();
            // Whatever the woken one sent is committed or not once another record behind it can be read.
            Probe owner = second.lives.getLast();
            int told = committed(prefix + "windows").size();
            assertThat(owner.access.life()).isNotEqualTo(frozen.access.life());
            await(30).until(() -> second.begun() + first.begun() == 1);
            await(10).until(() -> committed(prefix + "windows").size() >= told);
            assertThat(committed(prefix + "windows"))
                    .as("I16: what the lost life %s published", frozen.access.life())
                    .isNotEmpty()
                    .doesNotContain(frozen.access.life());
        }
    }

    @Test
    void eventsOvertakeABacklogOfLanes() {
        topics("backlog.", 1);
        fill("backlog.lanes");
        long overtaken = lanesReadWhileAnEventIsUnderWay("backlog.", Map.of());
        assertThat(overtaken).as("of %d lanes records", BACKLOG).isLessThan(BACKLOG / 8);
    }

    @Test
    void tasksAreThereWithinSecondsOfARestart() {
        topics("restart.", 6);
        try (ProbeService before = ProbeService.start(setting("restart.", "a", Map.of()), probe -> {})) {
            await(30).until(() -> before.begun() == 6);
        }
        Instant restarted = Instant.now();
        try (ProbeService after = ProbeService.start(setting("restart.", "a", Map.of()), probe -> {})) {
            await(30).until(() -> after.begun() == 6);
            assertThat(Duration.between(restarted, Instant.now()))
                    .as("from the restart to the last task's life")
                    .isLessThan(Duration.ofSeconds(8));

            Instant joined = Instant.now();
            try (ProbeService second = ProbeService.start(setting("restart.", "b", Map.of()), probe -> {})) {
                await(60).until(() -> second.begun() == 3 && after.begun() == 3);
                assertThat(Duration.between(joined, Instant.now()))
                        .as("from the start of a second instance to its share")
                        .isLessThan(Duration.ofSeconds(15));
            }
            Instant left = Instant.now();
            await(30).until(() -> after.begun() == 6);
            assertThat(Duration.between(left, Instant.now()))
                    .as("from the end of the second instance to all tasks")
                    .isLessThan(Duration.ofSeconds(10));
        }
    }

    /** Tells an event as soon as the life has begun; gives how many lanes records it took until that was read back. */
    private long lanesReadWhileAnEventIsUnderWay(String prefix, Map<String, String> passed) {
        AtomicLong told = new AtomicLong(-1);
        try (ProbeService service = ProbeService.start(setting(prefix, "a", passed), probe -> {
            if (told.get() < 0) {
                told.set(probe.lanes.get());
                probe.tell("event");
            }
        })) {
            await(60).until(() -> service.begun() == 1);
            Probe probe = service.lives.getLast();
            assertThat(probe.lanes.get())
                    .as("lanes read before the lease came back")
                    .isLessThan(BACKLOG / 8);
            AtomicLong back = new AtomicLong();
            await(60).pollInterval(Duration.ofMillis(1)).until(() -> {
                back.set(probe.lanes.get());
                return !probe.windows.isEmpty();
            });
            return back.get() - told.get();
        }
    }

    private static void tellOnce(Probe probe) {
        if (probe.windows.isEmpty()) {
            probe.tell(probe.access.life());
        }
    }

    private static void topics(String prefix, int partitions) {
        ProbeService.createTopics(broker.bootstrapServers(), prefix, partitions);
    }

    private Setting setting(String prefix, String instance, Map<String, String> passed) {
        return new Setting(broker.bootstrapServers(), prefix, directory.resolve(instance), passed);
    }

    private static void fill(String topic) {
        Map<String, Object> properties =
                Map.of("bootstrap.servers", broker.bootstrapServers(), "linger.ms", "20", "batch.size", "200000");
        byte[] key = ProbeService.utf8("pool|/v1/chat/completions|model|24h");
        byte[] value = new byte[200];
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, ProbeService.bytes(), ProbeService.bytes())) {
            for (int i = 0; i < BACKLOG; i++) {
                var unused = producer.send(new ProducerRecord<>(topic, 0, key, value));
            }
        }
    }

    /** The values of a topic's only partition, as a reader of committed records sees them now. */
    private static List<String> committed(String topic) {
        TopicPartition partition = new TopicPartition(topic, 0);
        List<String> values = new ArrayList<>();
        try (KafkaConsumer<byte[], byte[]> consumer = new KafkaConsumer<>(
                Map.of("bootstrap.servers", broker.bootstrapServers(), "isolation.level", "read_committed"),
                new ByteArrayDeserializer(),
                new ByteArrayDeserializer())) {
            consumer.assign(List.of(partition));
            consumer.seekToBeginning(List.of(partition));
            long end = consumer.endOffsets(List.of(partition)).getOrDefault(partition, 0L);
            while (consumer.position(partition) < end) {
                consumer.poll(Duration.ofMillis(200))
                        .forEach(record -> values.add(new String(record.value(), StandardCharsets.UTF_8)));
            }
        }
        return values;
    }

    private static ConditionFactory await(int seconds) {
        return Awaitility.await().atMost(Duration.ofSeconds(seconds));
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Clocks that whoever first asks for the time of day has to wait for. */
    private static final class FreezingClocks implements Clocks {
        private final Clocks system = new SystemClocks();
        private final CountDownLatch wake;

        FreezingClocks(CountDownLatch wake) {
            this.wake = wake;
        }

        @Override
        public Instant now() {
            await(wake);
            return system.now();
        }

        @Override
        public Duration elapsed() {
            return system.elapsed();
        }
    }
}
