package dev.batchline.joiner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.batchline.prices.PriceList;
import dev.batchline.runtime.BackOff;
import dev.batchline.runtime.SettableClocks;
import dev.batchline.runtime.kafka.TopicNames;
import dev.batchline.runtime.task.EffectLane;
import dev.batchline.runtime.task.LifeSettings;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.Schemas;
import dev.batchline.schemas.StatusEvent;
import dev.batchline.schemas.Window;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.test.TestRecord;

/** A joiner without a broker: what others tell goes in, clocks are moved by hand, outcomes come out. */
final class JoinerBench implements AutoCloseable {
    static final String ACCOUNT = "main";
    static final LaneKey LANE = new LaneKey("main", "/v1/chat/completions", "gpt-4.1-mini", "24h");
    static final Duration BACK_OFF = Duration.ofMinutes(1);

    private static final TopicNames NAMES = new TopicNames("batch.", List.of("batch.requests"));
    private static final int REQUEST_MAX_BYTES = 8 * 1024 * 1024;

    final MemoryProvider provider = new MemoryProvider();
    final MemoryLog log = new MemoryLog();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final SettableClocks clocks = new SettableClocks();
    final List<TestRecord<byte[], byte[]>> completed = new ArrayList<>();
    final List<TestRecord<byte[], byte[]>> failed = new ArrayList<>();
    final List<TestRecord<byte[], byte[]>> deadLetters = new ArrayList<>();
    final List<TestRecord<byte[], byte[]>> ledger = new ArrayList<>();
    final List<TestRecord<byte[], byte[]>> lanes = new ArrayList<>();
    final List<JoinState> joins = new ArrayList<>();

    private final EffectLane lane = new EffectLane("test", 4, 4);
    private final Path directory;
    private final long maxBytes;
    private TopologyTestDriver driver;
    private long manifestOffset;

    JoinerBench(Path directory) {
        this(directory, 1L << 30);
    }

    /** A joiner whose results may take so many bytes on disk. */
    JoinerBench(Path directory, long maxBytes) {
        this.directory = directory;
        this.maxBytes = maxBytes;
        open();
    }

    void tell(Window window) {
        pipe("batch.windows", window.id().text(), JsonCodec.WINDOW.encode(window));
    }

    void tell(StatusEvent event) {
        pipe("batch.status", event.windowId().text(), JsonCodec.STATUS.encode(event));
    }

    void tellManifest(Case window, int chunk) {
        log.manifest(
                manifestOffset++,
                window.id(),
                chunk,
                window.parts().size(),
                window.parts().get(chunk));
        pipe("batch.manifests", window.id().text() + "/" + chunk, new byte[] {1});
    }

    void forget(Case window) {
        pipe("batch.windows", window.id().text(), null);
    }

    void forgetManifest(Case window) {
        for (int chunk = 0; chunk < window.parts().size(); chunk++) {
            pipe("batch.manifests", window.id().text() + "/" + chunk, null);
        }
    }

    /** Punctuates until this is so. */
    void until(BooleanSupplier condition) {
        await().pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(30))
                .untilAsserted(() -> {
                    if (!condition.getAsBoolean()) {
                        tick();
                        assertThat(condition.getAsBoolean())
                                .as("joined so far: %s", this)
                                .isTrue();
                    }
                });
    }

    /** Punctuates until nothing has happened for a while. */
    void settle() {
        int[] seen = {-1, 0};
        until(() -> {
            tick();
            int happened = completed.size()
                    + failed.size()
                    + lanes.size()
                    + joins.size()
                    + provider.downloads.size()
                    + log.manifestReads.get();
            seen[1] = happened == seen[0] ? seen[1] + 1 : 0;
            seen[0] = happened;
            return seen[1] >= 60;
        });
    }

    /** Moves the clocks and does all that is due then. */
    void after(Duration time) {
        clocks.pass(time);
        settle();
    }

    /** What was told as the last step of the only window. */
    JoinState state() {
        return joins.isEmpty() ? new JoinState.Publishing(-1, -1) : joins.get(joins.size() - 1);
    }

    boolean done() {
        return state() instanceof JoinState.Done;
    }

    /** One punctuation. */
    void tick() {
        driver.advanceWallClockTime(Duration.ofMillis(20));
        List<TestRecord<byte[], byte[]>> answers = read("batch.results.completed");
        answers.forEach(record -> SchemaCheck.holds(Schemas.Kind.RESULT_LINE, record.value()));
        answers.forEach(record -> SchemaCheck.holds(Schemas.Kind.HEADERS, record.headers()));
        completed.addAll(answers);
        List<TestRecord<byte[], byte[]>> failures = read("batch.results.failed");
        failures.forEach(record -> SchemaCheck.holds(Schemas.Kind.RESULT_LINE, record.value()));
        failed.addAll(failures);
        List<TestRecord<byte[], byte[]>> letters = read("batch.dead-letters");
        letters.forEach(record -> SchemaCheck.holds(Schemas.Kind.DEAD_LETTER_HEADERS, record.headers()));
        deadLetters.addAll(letters);
        List<TestRecord<byte[], byte[]>> bills = read("batch.ledger");
        bills.forEach(record -> SchemaCheck.holds(Schemas.Kind.LEDGER_EVENT, record.value()));
        ledger.addAll(bills);
        lanes.addAll(read("batch.lanes"));
        for (TestRecord<byte[], byte[]> record : read("batch.joins")) {
            SchemaCheck.holds(Schemas.Kind.JOIN_EVENT, record.value());
            joins.add(JsonCodec.JOIN.decode(record.value()).state());
        }
    }

    /** Goes on with another life over the same stores. */
    void restart() {
        restart(copy(JoinStore.JOINS), copy(JoinStore.RESUBMISSIONS));
    }

    /** Goes on with another life over stores that hold this. */
    void restart(Map<String, byte[]> joinStore, Map<String, byte[]> resubmissionStore) {
        driver.close();
        open();
        joinStore.forEach((key, value) ->
                driver.<String, byte[]>getKeyValueStore(JoinStore.JOINS).put(key, value));
        resubmissionStore.forEach((key, value) ->
                driver.<String, byte[]>getKeyValueStore(JoinStore.RESUBMISSIONS).put(key, value));
    }

    Map<String, byte[]> copy(String store) {
        Map<String, byte[]> stored = new HashMap<>();
        try (KeyValueIterator<String, byte[]> all =
                driver.<String, byte[]>getKeyValueStore(store).all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> entry = all.next();
                stored.put(entry.key, entry.value);
            }
        }
        return stored;
    }

    static String key(TestRecord<byte[], byte[]> record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }

    static String value(TestRecord<byte[], byte[]> record) {
        return new String(record.value(), StandardCharsets.UTF_8);
    }

    static String header(TestRecord<byte[], byte[]> record, String name) {
        return new String(record.headers().lastHeader(name).value(), StandardCharsets.UTF_8);
    }

    @Override
    public String toString() {
        return completed.size() + " completed, " + failed.size() + " failed, " + lanes.size() + " sent again, " + joins;
    }

    @Override
    public void close() {
        driver.close();
        lane.close();
    }

    private void pipe(String topic, String key, byte[] value) {
        driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(MemoryLog.utf8(key), value));
    }

    private List<TestRecord<byte[], byte[]>> read(String topic) {
        return driver.createOutputTopic(topic, new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    private void open() {
        LifeSettings life = new LifeSettings(
                JoinerService.NAME, NAMES, Duration.ofDays(365), REQUEST_MAX_BYTES, clocks, lane, meters);
        JoinerSettings settings = new JoinerSettings(
                directory,
                maxBytes,
                3,
                new BackOff(BACK_OFF, Duration.ofHours(1)),
                JoinerSettings.PART_LINES,
                PriceList.builtIn());
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "batch.joiner");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        driver = new TopologyTestDriver(
                JoinerService.topology(life, settings, Map.of(ACCOUNT, provider), log),
                properties,
                SettableClocks.START);
    }
}
