package dev.batchline.runtime.task;

import static dev.batchline.runtime.task.LifeProcessorTest.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.batchline.runtime.SettableClocks;
import dev.batchline.runtime.kafka.ServiceTopology;
import dev.batchline.runtime.kafka.StreamsSettings;
import dev.batchline.runtime.kafka.TopicNames;
import dev.batchline.runtime.operations.HealthReasons;
import dev.batchline.runtime.operations.Operations;
import dev.batchline.runtime.operations.StuckRecordException;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.Lease;
import dev.batchline.schemas.Topic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a task counts, tells and remembers over the lives of its partition. */
class LifeOperationsTest {
    private static final String SERVICE = "service";
    private static final Duration TICK = Duration.ofMillis(20);

    private final SettableClocks clocks = new SettableClocks();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Operations operations = new Operations(SERVICE, meters, new HealthReasons());
    private final TopicNames names = new TopicNames("batch.", List.of("requests"));
    private final EffectLane lane = new EffectLane("test", 4, 4);
    private final List<FragileShell> shells = new ArrayList<>();
    private final LifeSettings settings =
            new LifeSettings(operations, names, Duration.ofSeconds(10), 1024 * 1024, clocks, lane);
    private RuntimeException failure = new IllegalStateException("a fault of our own");
    private boolean fails = true;
    private RestartableTask task;
    private TopologyTestDriver driver;

    @TempDir
    private Path state;

    @AfterEach
    void close() {
        if (driver != null) {
            driver.close();
        }
        lane.close();
    }

    @Test
    void neverSkipsARecordThatFailsAndCallsAPersonAtTheThirdTime() {
        for (int i = 0; i < 2; i++) {
            assertThatThrownBy(() -> anotherThread("good", "poison"))
                    .hasRootCause(failure)
                    .satisfies(thrown ->
                            assertThat(StuckRecordException.in(thrown)).isFalse());
        }
        assertThat(stuck()).isZero();
        assertThat(operations.health().raised()).isEmpty();

        for (int i = 0; i < 4; i++) {
            assertThatThrownBy(() -> anotherThread("good", "poison"))
                    .hasRootCause(failure)
                    .satisfies(thrown ->
                            assertThat(StuckRecordException.in(thrown)).isTrue());
            assertThat(stuck()).isEqualTo(1);
            assertThat(operations.health().raised()).singleElement().satisfies(reason -> {
                assertThat(reason.code()).isEqualTo("record_stuck/service");
                assertThat(reason.text()).contains("batch.joins-0 at offset 1").contains("may not be skipped");
            });
        }

        fails = false;
        anotherThread("good", "poison");
        assertThat(shell().received).containsExactly("good", "poison");
        assertThat(stuck()).isZero();
        assertThat(operations.health().raised()).isEmpty();
    }

    @Test
    void neverBlamesARecordForAFailureOfKafka() {
        failure = new ProducerFencedException("another life goes on");
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> anotherThread("good", "poison"))
                    .satisfies(thrown ->
                            assertThat(StuckRecordException.in(thrown)).isFalse());
        }
        assertThat(stuck()).isZero();
    }

    @Test
    void forwardsHalfAsMuchAfterRecordsWhoseCommitIsNotKnown() {
        open(true);
        tick();
        assertThat(shell().access.chunk()).isEqualTo(new Chunk(1_000, 4 * 1024 * 1024));
        write();
        restart();
        assertThat(shell().access.chunk()).isEqualTo(new Chunk(500, 2 * 1024 * 1024));
        assertThat(count("batchline.chunks.halved")).isEqualTo(1);

        tick();
        write();
        renew();
        assertThat(shell().access.chunk())
                .as("a lease that followed the records was read back")
                .isEqualTo(Chunk.LARGEST);
        restart();
        assertThat(shell().access.chunk()).isEqualTo(Chunk.LARGEST);
    }

    @Test
    void forwardsAsMuchAsBeforeAfterALifeThatForwardedNothing() {
        open(true);
        tick();
        restart();
        assertThat(shell().access.chunk()).isEqualTo(Chunk.LARGEST);
    }

    @Test
    void countsItsLives() {
        open(true);
        assertThat(gauge("batchline.tasks.open")).isZero();
        tick();
        assertThat(gauge("batchline.tasks.open")).isEqualTo(1);
        assertThat(count("batchline.tasks.begun")).isEqualTo(1);

        Lease other = Lease.of("other", clocks.now());
        input(Topic.LEASES).pipeInput(utf8(Lease.key(SERVICE, 0)), JsonCodec.LEASE.encode(other));
        assertThat(gauge("batchline.tasks.open")).isZero();
        assertThat(count("batchline.tasks.lost")).isEqualTo(1);
        tick();
        assertThat(gauge("batchline.tasks.open")).isEqualTo(1);
        assertThat(count("batchline.tasks.begun")).isEqualTo(2);

        task.close();
        assertThat(gauge("batchline.tasks.open")).isZero();
    }

    @Test
    void showsTheAgeOfItsLeaseUntilItEnds() {
        open(true);
        assertThat(leaseAge()).isNaN();
        tick();
        clocks.pass(Duration.ofMillis(1_500));
        assertThat(leaseAge()).isEqualTo(1.5);
        restart();
        assertThat(leaseAge()).isNaN();
        task.close();
        assertThat(meters.find("batchline.lease.age").meters()).isEmpty();
    }

    @Test
    void showsItsUnfinishedCalls() {
        open(true);
        tick();
        shell().access
                .effects()
                .start(
                        new EffectKey("w", 1),
                        () -> {
                            Thread.currentThread().join();
                            return 1;
                        },
                        done -> {},
                        e -> {});
        assertThat(gauge("batchline.calls.unfinished")).isEqualTo(1);
        restart();
        assertThat(gauge("batchline.calls.unfinished")).isZero();
    }

    private void write() {
        input(Topic.JOINS).pipeInput(utf8("write"), utf8("v"));
    }

    private void renew() {
        clocks.pass(Duration.ofMillis(2_500));
        tick();
    }

    private void anotherThread(String... keys) {
        open(false);
        for (String key : keys) {
            input(Topic.JOINS).pipeInput(utf8(key), utf8("v"));
        }
    }

    private void open(boolean leases) {
        if (driver != null) {
            driver.close();
        }
        ServiceTopology service = new ServiceTopology(names)
                .processor(SERVICE, this::task, List.of(Topic.LEASES, Topic.JOINS))
                .sinks(SERVICE, leases ? List.of(Topic.LEASES, Topic.WINDOWS) : List.of(Topic.WINDOWS));
        Properties properties = new StreamsSettings(
                        "batch.service", "localhost:1", state, Duration.ofSeconds(10), 1024 * 1024, Map.of())
                .properties();
        driver = new TopologyTestDriver(service.build(), properties, clocks.now());
    }

    private RestartableTask task() {
        task = new RestartableTask(new LifeProcessor(settings, access -> {
            FragileShell shell = new FragileShell(access);
            shells.add(shell);
            return shell;
        }));
        return task;
    }

    private TestInputTopic<byte[], byte[]> input(Topic topic) {
        return driver.createInputTopic(names.name(topic), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private void restart() {
        input(Topic.JOINS).pipeInput(utf8(RestartableTask.RESTART), utf8(""));
    }

    private void tick() {
        clocks.pass(TICK);
        driver.advanceWallClockTime(TICK);
    }

    private FragileShell shell() {
        return shells.get(shells.size() - 1);
    }

    private double stuck() {
        return gauge("batchline.records.stuck");
    }

    private double leaseAge() {
        return meters.get("batchline.lease.age").tag("partition", "0").gauge().value();
    }

    private double gauge(String name) {
        return meters.get(name).tag("service", SERVICE).gauge().value();
    }

    private double count(String name) {
        return meters.get(name).tag("service", SERVICE).counter().count();
    }

    /** Fails at some records, and forwards nothing by itself. */
    private final class FragileShell implements TaskShell {
        private final TaskAccess access;
        private final List<String> received = new ArrayList<>();

        FragileShell(TaskAccess access) {
            this.access = access;
        }

        @Override
        public void receive(Topic topic, long offset, Record<byte[], byte[]> record) {
            String key = new String(record.key(), StandardCharsets.UTF_8);
            if (fails && key.equals("poison")) {
                throw failure;
            }
            received.add(key);
            if (key.equals("write")) {
                access.forward(Topic.WINDOWS, utf8(RecordingShell.KEY), utf8("v"), List.of());
            }
        }

        @Override
        public void begin() {}

        @Override
        public void tick() {}

        @Override
        public boolean current(EffectKey key) {
            return true;
        }
    }
}
