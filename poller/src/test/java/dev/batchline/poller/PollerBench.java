package dev.batchline.poller;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.networknt.schema.InputFormat;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SpecificationVersion;
import dev.batchline.providers.BatchProvider;
import dev.batchline.runtime.SettableClocks;
import dev.batchline.runtime.kafka.TopicNames;
import dev.batchline.runtime.task.EffectLane;
import dev.batchline.runtime.task.LifeSettings;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.Command;
import dev.batchline.schemas.DeploymentId;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.Schemas;
import dev.batchline.schemas.StatusEvent;
import dev.batchline.schemas.SubmittedHow;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowFacts;
import dev.batchline.schemas.WindowId;
import dev.batchline.schemas.WindowState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Random;
import java.util.random.RandomGenerator;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.test.TestRecord;

/** A poller without a broker: windows go in, clocks are moved by hand, status events come out. */
final class PollerBench implements AutoCloseable {
    static final String ACCOUNT = "main";
    static final DeploymentId DEPLOYMENT = DeploymentId.of("cluster", "topic");
    static final PollerSettings SETTINGS =
            new PollerSettings(DEPLOYMENT, Duration.ofSeconds(10), Duration.ofMinutes(10), Duration.ofSeconds(30));

    private static final TopicNames NAMES = new TopicNames("batch.", List.of("batch.requests"));
    private static final LaneKey LANE = new LaneKey("main", "/v1/chat/completions", "gpt-4.1-mini", "24h");
    private static final Map<String, String> SCHEMAS = schemas();
    private static final SchemaRegistry REGISTRY =
            SchemaRegistry.withDefaultDialect(SpecificationVersion.DRAFT_2020_12, builder -> builder.schemas(SCHEMAS));

    final ScriptedProvider provider = new ScriptedProvider();
    final SettableClocks clocks = new SettableClocks();
    final List<StatusEvent> events = new ArrayList<>();
    final List<Asked> commands = new ArrayList<>();
    final SimpleMeterRegistry registry = new SimpleMeterRegistry();

    private final EffectLane lane = new EffectLane("test", 4, 4);
    private TopologyTestDriver driver;
    private TestInputTopic<byte[], byte[]> windows;
    private TestOutputTopic<byte[], byte[]> statuses;
    private TestOutputTopic<byte[], byte[]> asked;
    private Sweeps sweeps;
    private Map<String, byte[]> batches = Map.of();
    private Map<String, byte[]> gone = Map.of();
    private boolean running;

    PollerBench() {
        this(new Random(20_261_121));
    }

    PollerBench(RandomGenerator random) {
        open(random);
    }

    static WindowId id(long firstOffset) {
        return WindowId.of(DEPLOYMENT, 0, LANE, firstOffset);
    }

    static WindowState.Submitted submitted(String batchId, int submission) {
        return new WindowState.Submitted(
                ACCOUNT, "file-in", batchId, submission, List.of(), SubmittedHow.CREATED, SettableClocks.START, null);
    }

    void tell(WindowId id, WindowState state) {
        WindowFacts facts = new WindowFacts(
                LANE, 10, 10, 100, 100, 10, 1, "", Integer.MAX_VALUE, 4_000, List.of(), SettableClocks.START, null, 1);
        windows.pipeInput(utf8(id.text()), JsonCodec.WINDOW.encode(new Window(Window.FORMAT, id, 1, facts, state)));
    }

    void forget(WindowId id) {
        windows.pipeInput(new TestRecord<>(utf8(id.text()), null));
    }

    /** Moves the clocks and does all that is due then. */
    void after(Duration time) {
        clocks.pass(time);
        settle();
    }

    /** Ends the process; gives what its stores held. */
    Map<String, Map<String, byte[]>> stop() {
        batches = contents(BatchStore.NAME);
        gone = contents(GoneWindows.NAME);
        running = false;
        driver.close();
        sweeps.close();
        return Map.of(BatchStore.NAME, batches, GoneWindows.NAME, gone);
    }

    /** Goes on with another process over stores that hold this. */
    void restart(Map<String, Map<String, byte[]>> stores) {
        if (running) {
            stop();
        }
        batches = stores.getOrDefault(BatchStore.NAME, Map.of());
        gone = stores.getOrDefault(GoneWindows.NAME, Map.of());
        restart();
    }

    /** Goes on with another process over the same stores. */
    void restart() {
        if (running) {
            stop();
        }
        open(new Random(7));
        batches.forEach(store()::put);
        KeyValueStore<String, byte[]> windowsGone = driver.getKeyValueStore(GoneWindows.NAME);
        gone.forEach(windowsGone::put);
    }

    private Map<String, byte[]> contents(String name) {
        Map<String, byte[]> stored = new HashMap<>();
        KeyValueStore<String, byte[]> from = driver.getKeyValueStore(name);
        try (KeyValueIterator<String, byte[]> all = from.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> entry = all.next();
                stored.put(entry.key, entry.value);
            }
        }
        return stored;
    }

    /** The batches whose end was asked for, in order. */
    List<String> cancelled() {
        return commands.stream().map(ask -> ask.command().batchId()).toList();
    }

    /**
     * A command that was written.
     *
     * @param key what it is about
     * @param command what is asked for
     */
    record Asked(String key, Command command) {}

    List<BatchStatus> told() {
        return events.stream().map(StatusEvent::status).toList();
    }

    List<Long> versions() {
        return events.stream().map(StatusEvent::version).toList();
    }

    KeyValueStore<String, byte[]> store() {
        return driver.getKeyValueStore(BatchStore.NAME);
    }

    /** Reads what was told without any punctuation. */
    void collect() {
        asked.readKeyValuesToList()
                .forEach(record -> commands.add(new Asked(
                        new String(record.key, StandardCharsets.UTF_8), JsonCodec.COMMAND.decode(record.value))));
        statuses.readKeyValuesToList().forEach(record -> {
            String json = new String(record.value, StandardCharsets.UTF_8);
            assertThat(REGISTRY.getSchema(SchemaLocation.of(Schemas.Kind.STATUS_EVENT.id()))
                            .validate(json, InputFormat.JSON))
                    .isEmpty();
            StatusEvent event = JsonCodec.STATUS.decode(record.value);
            assertThat(new String(record.key, StandardCharsets.UTF_8))
                    .isEqualTo(event.windowId().text());
            events.add(event);
        });
    }

    /** Punctuates until nothing has happened for a while. */
    void settle() {
        int[] seen = {-1, 0};
        await().pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(1))
                .atMost(Duration.ofSeconds(20))
                .until(() -> {
                    driver.advanceWallClockTime(Duration.ofMillis(20));
                    collect();
                    int happened = provider.asked.size() + provider.pages.get() + events.size() + commands.size();
                    seen[1] = happened == seen[0] ? seen[1] + 1 : 0;
                    seen[0] = happened;
                    return seen[1] >= 60;
                });
    }

    @Override
    public void close() {
        if (running) {
            stop();
        }
        lane.close();
    }

    private void open(RandomGenerator random) {
        LifeSettings life =
                new LifeSettings(PollerService.NAME, NAMES, Duration.ofDays(365), 1024 * 1024, clocks, lane, registry);
        Map<String, BatchProvider> accounts = Map.of(ACCOUNT, provider);
        Properties properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "batch.poller");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "none:1");
        running = true;
        PollerMeters meters = new PollerMeters(registry, clocks);
        sweeps = new Sweeps(accounts, DEPLOYMENT, clocks, meters);
        PollerParts parts = new PollerParts(SETTINGS, sweeps, meters, random);
        driver = new TopologyTestDriver(PollerService.topology(life, parts), properties, clocks.now());
        asked = driver.createOutputTopic("batch.commands", new ByteArrayDeserializer(), new ByteArrayDeserializer());
        windows = driver.createInputTopic("batch.windows", new ByteArraySerializer(), new ByteArraySerializer());
        statuses = driver.createOutputTopic("batch.status", new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private static Map<String, String> schemas() {
        Map<String, String> byId = new HashMap<>();
        for (Schemas.Kind kind : Schemas.Kind.values()) {
            byId.put(kind.id(), Schemas.text(kind));
        }
        return byId;
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
