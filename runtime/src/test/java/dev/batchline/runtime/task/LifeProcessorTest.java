package dev.batchline.runtime.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import dev.batchline.runtime.SettableClocks;
import dev.batchline.runtime.kafka.ServiceTopology;
import dev.batchline.runtime.kafka.StreamsSettings;
import dev.batchline.runtime.kafka.TopicNames;
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
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a task does from its start to its end, seen on its topics. */
class LifeProcessorTest {
    private static final String SERVICE = "service";
    private static final Duration TICK = Duration.ofMillis(20);

    private final SettableClocks clocks = new SettableClocks();
    private final TopicNames names = new TopicNames("batch.", List.of("requests"));
    private final EffectLane lane = new EffectLane("test", 4, 4);
    private final List<RecordingShell> shells = new ArrayList<>();
    private RestartableTask task;
    private TopologyTestDriver driver;
    private TestOutputTopic<byte[], byte[]> leases;
    private TestOutputTopic<byte[], byte[]> windows;

    @AfterEach
    void close() {
        if (driver != null) {
            driver.close();
        }
        lane.close();
    }

    @Test
    void writesItsLeaseAndNothingElseBeforeThatWasReadBack(@TempDir Path state) {
        start(state, false);
        tick();
        assertThat(written())
                .singleElement()
                .satisfies(lease ->
                        assertThat(lease.life()).isEqualTo(shell().access.life()));
        for (int i = 0; i < 30; i++) {
            tick();
        }
        assertThat(windows.isEmpty()).as("rule 4").isTrue();
        assertThat(shell().ticks).isZero();
        assertThat(shell().begins).isZero();
        assertThat(shell().startsACall("w")).isFalse();
    }

    @Test
    void beginsWithItsLeaseReadBack(@TempDir Path state) {
        start(state, true);
        assertThat(shell().begins).isZero();
        tick();
        assertThat(shell().begins).isEqualTo(1);
        assertThat(shell().access.lease().holds(clocks)).isTrue();
        tick();
        assertThat(shell().ticks).isPositive();
        assertThat(windows.readRecordsToList()).isNotEmpty();
        assertThat(shell().begins).isEqualTo(1);
    }

    @Test
    void tellsTheShellOnceThatTheProcessEndsAndOnlyThenIsTheLaneQuiet(@TempDir Path state) throws Exception {
        start(state, true);
        tick();
        CompletableFuture<Boolean> quiet = CompletableFuture.supplyAsync(() -> lane.quiesce(Duration.ofSeconds(20)));
        await().until(lane::quiet);
        assertThat(quiet).as("the task has not been told yet").isNotDone();
        assertThat(shell().quiesced).isZero();
        tick();
        assertThat(quiet.get(10, TimeUnit.SECONDS)).isTrue();
        tick();
        assertThat(shell().quiesced).isEqualTo(1);
    }

    @Test
    void aTaskThatNeverBeganOrIsClosedKeepsNobodyWaiting(@TempDir Path state) throws Exception {
        start(state, false);
        CompletableFuture<Boolean> quiet = CompletableFuture.supplyAsync(() -> lane.quiesce(Duration.ofSeconds(20)));
        await().until(lane::quiet);
        tick();
        assertThat(quiet.get(10, TimeUnit.SECONDS)).isTrue();
        task.close();
        assertThat(lane.quiesce(Duration.ZERO)).isTrue();
        assertThat(shell().quiesced).as("it had nothing to give back").isZero();
    }

    @Test
    void takesRecordsBeforeItBegins(@TempDir Path state) {
        start(state, false);
        input(Topic.JOINS).pipeInput(utf8("k"), utf8("v"));
        assertThat(shell().received).containsExactly("JOINS 0 k");
    }

    @Test
    void leavesOtherPartitionsAndOtherServicesLeasesAlone(@TempDir Path state) {
        start(state, true);
        tick();
        RecordingShell first = shell();
        lease(Lease.key(SERVICE, 1), "other");
        lease(Lease.key("poller", 0), "other");
        input(Topic.LEASES).pipeInput(utf8(Lease.key(SERVICE, 0)), (byte[]) null);
        tick();
        assertThat(shell()).isSameAs(first);
        assertThat(first.access.lease().holds(clocks)).isTrue();
        assertThat(first.received)
                .as("leases are the mechanism's, not the shell's")
                .isEmpty();
    }

    @Test
    void ignoresLeasesOfEarlierLivesBeforeItsOwn(@TempDir Path state) {
        start(state, true);
        lease(Lease.key(SERVICE, 0), "earlier");
        assertThat(shells).hasSize(1);
        assertThat(shell().begins).isZero();
        tick();
        assertThat(shell().begins).isEqualTo(1);
    }

    @Test
    void startsAnewWhenAnotherLifesLeaseFollowsItsOwn(@TempDir Path state) {
        start(state, true);
        tick();
        RecordingShell first = shell();
        CompletableFuture<Boolean> interrupted = first.blockingCall("w");
        lease(Lease.key(SERVICE, 0), "other");

        assertThat(interrupted.join()).isTrue();
        assertThat(first.ended).isTrue();
        assertThat(first.access.lease().holds(clocks)).isFalse();
        assertThat(shells).hasSize(2);
        assertThat(shell().begins).isZero();
        tick();
        assertThat(shell().begins).isEqualTo(1);
        assertThat(shell().access.life()).isNotEqualTo(first.access.life());
        int ticks = first.ticks;
        tick();
        assertThat(first.ticks).isEqualTo(ticks);
    }

    @Test
    void anotherInitOnTheSameObjectIsAnotherLife(@TempDir Path state) {
        start(state, true);
        tick();
        RecordingShell first = shell();
        CompletableFuture<Boolean> interrupted = first.blockingCall("w");

        restart();
        assertThat(interrupted.join()).isTrue();
        assertThat(first.ended).isTrue();
        assertThat(shell().access.life()).isNotEqualTo(first.access.life());
        assertThat(shell().access.effects().inFlight()).isZero();
        assertThat(shell().begins).isZero();
        int ticks = first.ticks;
        int leasesBefore = written().size();
        tick();
        tick();
        assertThat(first.ticks).as("I16").isEqualTo(ticks);
        assertThat(shell().begins).isEqualTo(1);
        assertThat(written()).hasSizeGreaterThan(0).hasSizeLessThanOrEqualTo(1 + leasesBefore);
    }

    @Test
    @Tag("invariant-16")
    void dropsAnOutcomeThatWasWaitingWhenTheLifeEnded(@TempDir Path state) {
        start(state, true);
        tick();
        RecordingShell first = shell();
        CompletableFuture<Boolean> called = new CompletableFuture<>();
        first.access
                .effects()
                .start(new EffectKey("w", 1), () -> called.complete(true), done -> first.outcomes.add("w"), e -> {});
        called.join();
        restart();
        for (int i = 0; i < 20; i++) {
            tick();
        }
        assertThat(first.outcomes).isEmpty();
        assertThat(shell().outcomes).isEmpty();
    }

    @Test
    void drainsOutcomesOfCurrentVersionsOnly(@TempDir Path state) {
        start(state, true);
        tick();
        shell().current = key -> key.version() == 2;
        shell().call("stale", 1);
        shell().call("fresh", 2);
        await().pollInSameThread().untilAsserted(() -> {
            tick();
            assertThat(shell().access.effects().inFlight()).isZero();
        });
        assertThat(shell().outcomes).containsExactly("fresh");
    }

    @Test
    void renewsItsLeaseEachQuarterOfASession(@TempDir Path state) {
        start(state, true);
        for (int i = 0; i < 10_000 / 20; i++) {
            tick();
            assertThat(shell().access.lease().holds(clocks)).isTrue();
        }
        assertThat(written()).hasSize(4);
    }

    @Test
    void holdsNoLeaseWhileItsRenewalsAreNotReadBack(@TempDir Path state) {
        start(state, false);
        tick();
        Lease first = written().get(0);
        input(Topic.LEASES).pipeInput(utf8(Lease.key(SERVICE, 0)), JsonCodec.LEASE.encode(first));
        assertThat(shell().access.lease().holds(clocks)).isTrue();
        clocks.pass(Duration.ofSeconds(5));
        tick();
        assertThat(written()).hasSize(1);
        assertThat(shell().access.lease().holds(clocks)).isFalse();
    }

    @Test
    void aTimeOutOfKafkaDoesNotLeaveAPunctuationAsOne(@TempDir Path state) {
        start(state, true);
        tick();
        shell().onTick = shell -> {
            throw new TimeoutException("buffer full");
        };
        assertThatThrownBy(this::tick)
                .hasRootCauseInstanceOf(TimeoutException.class)
                .satisfies(thrown -> assertThat(causes(thrown)).contains(PunctuationFailedException.class));
        shell().onTick = shell -> {};
    }

    @Test
    void endsItsLifeWhenClosedAndForwardsNothing(@TempDir Path state) {
        start(state, true);
        tick();
        written();
        windows.readRecordsToList();
        CompletableFuture<Boolean> interrupted = shell().blockingCall("w");
        task.close();
        assertThat(interrupted.join()).isTrue();
        assertThat(shell().ended).isTrue();
        tick();
        assertThat(leases.isEmpty()).isTrue();
        assertThat(windows.isEmpty()).isTrue();
    }

    @Test
    void doesNotDrainMoreThanAChunkPerTick(@TempDir Path state) {
        start(state, true);
        tick();
        windows.readRecordsToList();
        shell().onTick = shell -> {};
        CountDownLatch called = new CountDownLatch(3);
        for (String subject : List.of("a", "b", "c")) {
            shell().access
                    .effects()
                    .start(
                            new EffectKey(subject, 1),
                            () -> {
                                called.countDown();
                                return subject;
                            },
                            done -> {
                                for (int i = 0; i < 1_000; i++) {
                                    shell().access
                                            .forward(Topic.WINDOWS, utf8(RecordingShell.KEY), utf8(done), List.of());
                                }
                            },
                            e -> {});
        }
        await().until(() -> called.getCount() == 0);
        List<Integer> chunks = new ArrayList<>();
        await().pollInSameThread().untilAsserted(() -> {
            tick();
            chunks.add(windows.readRecordsToList().size());
            assertThat(shell().access.effects().inFlight()).isZero();
        });
        assertThat(chunks).allSatisfy(chunk -> assertThat(chunk).isLessThanOrEqualTo(1_000));
        assertThat(chunks.stream().mapToInt(Integer::intValue).sum()).isEqualTo(3_000);
    }

    private void start(Path state, boolean readBack) {
        LifeSettings settings = new LifeSettings(
                SERVICE, names, Duration.ofSeconds(10), 1024 * 1024, clocks, lane, new SimpleMeterRegistry());
        ServiceTopology service = new ServiceTopology(names)
                .processor(SERVICE, () -> task(settings), List.of(Topic.LEASES, Topic.JOINS))
                .sinks(SERVICE, List.of(Topic.WINDOWS));
        String leasesGoTo = readBack ? names.name(Topic.LEASES) : "nobody-reads";
        Topology topology = service.build()
                .addSink(
                        ServiceTopology.sinkName(SERVICE, Topic.LEASES),
                        leasesGoTo,
                        new ByteArraySerializer(),
                        new ByteArraySerializer(),
                        SERVICE);
        Properties properties = new StreamsSettings(
                        "batch.service", "localhost:1", state, Duration.ofSeconds(10), 1024 * 1024, Map.of())
                .properties();
        driver = new TopologyTestDriver(topology, properties, clocks.now());
        leases = output(leasesGoTo);
        windows = output(names.name(Topic.WINDOWS));
    }

    private RestartableTask task(LifeSettings settings) {
        task = new RestartableTask(new LifeProcessor(settings, access -> {
            RecordingShell shell = new RecordingShell(access);
            shells.add(shell);
            return shell;
        }));
        return task;
    }

    private TestOutputTopic<byte[], byte[]> output(String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private TestInputTopic<byte[], byte[]> input(Topic topic) {
        return driver.createInputTopic(names.name(topic), new ByteArraySerializer(), new ByteArraySerializer());
    }

    private void lease(String key, String life) {
        input(Topic.LEASES).pipeInput(utf8(key), JsonCodec.LEASE.encode(Lease.of(life, clocks.now())));
    }

    private List<Lease> written() {
        return leases.readValuesToList().stream().map(JsonCodec.LEASE::decode).toList();
    }

    private void restart() {
        input(Topic.JOINS).pipeInput(utf8(RestartableTask.RESTART), utf8(""));
    }

    private void tick() {
        clocks.pass(TICK);
        driver.advanceWallClockTime(TICK);
    }

    private RecordingShell shell() {
        return shells.get(shells.size() - 1);
    }

    private static List<Class<?>> causes(Throwable thrown) {
        List<Class<?>> causes = new ArrayList<>();
        for (Throwable cause = thrown; cause != null; cause = cause.getCause()) {
            causes.add(cause.getClass());
        }
        return causes;
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
