package dev.batchline.batcher;

import static org.awaitility.Awaitility.await;

import dev.batchline.providers.ProviderLimits;
import dev.batchline.runtime.RecordedBytes;
import dev.batchline.runtime.SettableClocks;
import dev.batchline.runtime.config.AccountSettings;
import dev.batchline.runtime.kafka.StreamsSettings;
import dev.batchline.runtime.kafka.TopicNames;
import dev.batchline.runtime.task.EffectLane;
import dev.batchline.runtime.task.LifeSettings;
import dev.batchline.schemas.BatchError;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.Command;
import dev.batchline.schemas.DeploymentId;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.JoinEvent;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.Lease;
import dev.batchline.schemas.ManifestChunk;
import dev.batchline.schemas.ManifestCodec;
import dev.batchline.schemas.RequestCounts;
import dev.batchline.schemas.StatusEvent;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowId;
import dev.batchline.schemas.WindowState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.test.TestRecord;

/** The batcher's whole topology without a broker, with time, provider and lanes in a test's hands. */
final class BatcherBench implements AutoCloseable {
    static final Duration GRACE = Duration.ofMinutes(2);
    private static final int REQUEST_MAX = 100_000;
    private static final Duration TICK = Duration.ofMillis(20);

    final SettableClocks clocks = new SettableClocks();
    final FakeProvider provider;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final FakeLaneLog lanes = new FakeLaneLog();
    final Map<Topic, List<TestRecord<byte[], byte[]>>> written = new EnumMap<>(Topic.class);
    /** What was written when, over all topics: suffix and key. */
    final List<String> order = new ArrayList<>();

    private final TopicNames names = new TopicNames("batch.", List.of("requests"));
    private final Path directory;
    private final BatcherSettings settings;
    private final Accounts accounts;
    private final int callsAtOnce;
    private final Map<Topic, TestOutputTopic<byte[], byte[]>> outputs = new EnumMap<>(Topic.class);
    private EffectLane lane;
    private TopologyTestDriver driver;
    private boolean running;
    private long nextLaneOffset;

    BatcherBench(Path directory, BatcherSettings.WindowCeilings ceilings, int batchesPerHour) {
        this(directory, ceilings, batchesPerHour, 8);
    }

    BatcherBench(Path directory, BatcherSettings.WindowCeilings ceilings, int batchesPerHour, int callsAtOnce) {
        this(directory, ceilings, limits(batchesPerHour), callsAtOnce);
    }

    BatcherBench(Path directory, BatcherSettings.WindowCeilings ceilings, int batchesPerHour, ProviderLimits provider) {
        this(directory, ceilings, limits(batchesPerHour), 8, provider);
    }

    BatcherBench(
            Path directory, BatcherSettings.WindowCeilings ceilings, AccountSettings.Limits limits, int callsAtOnce) {
        this(directory, ceilings, limits, callsAtOnce, FakeProvider.LIMITS);
    }

    private BatcherBench(
            Path directory,
            BatcherSettings.WindowCeilings ceilings,
            AccountSettings.Limits limits,
            int callsAtOnce,
            ProviderLimits providerLimits) {
        this.provider = new FakeProvider(clocks, providerLimits);
        this.directory = directory;
        this.callsAtOnce = callsAtOnce;
        this.settings = new BatcherSettings(
                DeploymentId.of("cluster", "lanes"),
                1,
                Map.of("requests", "id-of-requests"),
                REQUEST_MAX,
                ceilings,
                "24h",
                GRACE,
                BatcherSettings.ProviderFiles.of(true),
                new BatcherSettings.SpoolPlace(directory.resolve("spool"), 100_000_000));
        this.accounts = new Accounts(List.of(new Account("main", "pool", limits, provider)));
        written.put(Topic.LANES, new ArrayList<>());
        BatcherService.TASK_SINKS.forEach(topic -> written.put(topic, new ArrayList<>()));
        startProcess();
    }

    private void startProcess() {
        running = true;
        lane = new EffectLane("test", callsAtOnce, callsAtOnce);
        LifeSettings life =
                new LifeSettings(BatcherService.NAME, names, Duration.ofSeconds(10), REQUEST_MAX, clocks, lane, meters);
        StreamsSettings streams = new StreamsSettings(
                "batch.batcher",
                "localhost:1",
                directory.resolve("state"),
                Duration.ofSeconds(10),
                REQUEST_MAX,
                Map.of());
        driver = new TopologyTestDriver(
                BatcherService.topology(life, settings, accounts, lanes), streams.properties(), clocks.now());
        written.keySet()
                .forEach(topic -> outputs.put(
                        topic,
                        driver.createOutputTopic(
                                names.name(topic), new ByteArrayDeserializer(), new ByteArrayDeserializer())));
        tick();
    }

    /** The process is told to end, and does as soon as all that it began is done. */
    void quiesce() {
        CompletableFuture<Boolean> quiet = CompletableFuture.supplyAsync(() -> lane.quiesce(Duration.ofSeconds(20)));
        until(quiet::isDone);
    }

    /** The process is gone, and another one begins with the same stores and without files. */
    void restart() {
        StoreContents stores = StoreContents.of(driver);
        end();
        startProcess();
        stores.restore(driver);
        anotherLife();
    }

    /** What the stores and the lanes topic hold. */
    RecordedBytes recorded() {
        Map<String, Map<String, byte[]>> groups =
                new HashMap<>(StoreContents.of(driver).stores());
        groups.putAll(lanes.recorded());
        return new RecordedBytes(groups);
    }

    /** The process is gone, and another one begins with what one of some version left, and without files. */
    void restart(RecordedBytes left) {
        end();
        nextLaneOffset = lanes.restore(left);
        startProcess();
        new StoreContents(left.groups()).restore(driver);
        anotherLife();
    }

    /** The states of a model's windows as they were told. */
    List<String> states(String model) {
        return windows().stream()
                .filter(window -> window.facts().lane().model().equals(model))
                .map(window -> window.state().word())
                .toList();
    }

    private static AccountSettings.Limits limits(int batchesPerHour) {
        return new AccountSettings.Limits(null, Map.of(), null, batchesPerHour);
    }

    static BatcherSettings.WindowCeilings ceilings(int requests) {
        return new BatcherSettings.WindowCeilings(requests, 1_000_000, Long.MAX_VALUE, Duration.ofMinutes(10));
    }

    static String request(String customId, String model) {
        return "{\"custom_id\":\"" + customId + "\",\"method\":\"POST\",\"url\":\"/v1/chat/completions\","
                + "\"body\":{\"model\":\"" + model + "\",\"messages\":[]}}";
    }

    void send(String value, Header... headers) {
        pipe("requests", null, value == null ? null : value.getBytes(StandardCharsets.UTF_8), headers);
    }

    /** Sends a value that may be no text, or none. */
    void sendBytes(byte[] value, Header... headers) {
        pipe("requests", null, value, headers);
    }

    /** Sends requests of one model. */
    void sendAll(String model, String... customIds) {
        for (String customId : customIds) {
            send(request(customId, model));
        }
    }

    /** A record in the lanes topic that another writer put there: a router whose offsets were reset, or the joiner. */
    void lane(TestRecord<byte[], byte[]> record, Header... headers) {
        lanes.add(nextLaneOffset++, record.key(), record.value(), List.of(headers));
        pipe(names.name(Topic.LANES), record.key(), record.value(), headers);
    }

    void join(WindowId window, JoinState state) {
        byte[] value = JsonCodec.JOIN.encode(JoinEvent.of(window, state, clocks.now()));
        pipe(names.name(Topic.JOINS), utf8(window.text()), value);
    }

    /** The poller's word on the batch of a submitted window. */
    void status(Window window, BatchStatus status, BatchError... errors) {
        WindowState.Submitted submitted = (WindowState.Submitted) window.state();
        StatusEvent event = new StatusEvent(
                window.id(),
                submitted.batchId(),
                submitted.account(),
                "fake",
                window.facts().lane().endpoint(),
                window.facts().lane().model(),
                status,
                null,
                status.word(),
                RequestCounts.NONE,
                null,
                null,
                submitted.submission(),
                1,
                clocks.now(),
                null,
                List.of(errors),
                null);
        pipe(names.name(Topic.STATUS), utf8(window.id().text()), JsonCodec.STATUS.encode(event));
    }

    /** An operator's command. */
    void order(String key, Command.Action action) {
        command(key, JsonCodec.COMMAND.encode(Command.of(action, clocks.now())));
    }

    /** The poller's wish to end a batch. */
    void cancelBatch(WindowId window, String batchId) {
        command(window.text(), JsonCodec.COMMAND.encode(Command.cancelBatch(batchId, "main", "overdue", clocks.now())));
    }

    /** The value of a gauge or the count of a counter. */
    double meter(String name, String... tags) {
        return meters.get(name)
                .tags(tags)
                .meters()
                .iterator()
                .next()
                .measure()
                .iterator()
                .next()
                .getValue();
    }

    void flush() {
        command("*", JsonCodec.COMMAND.encode(Command.of(Command.Action.FLUSH, clocks.now())));
    }

    void command(String key, byte[] value) {
        pipe(names.name(Topic.COMMANDS), key == null ? null : utf8(key), value);
    }

    /** Ends the task's life as the lease of another one does; the next begins over the same stores, without files. */
    void anotherLife() {
        byte[] value = JsonCodec.LEASE.encode(Lease.of("another", clocks.now()));
        pipe(names.name(Topic.LEASES), utf8(Lease.key(BatcherService.NAME, 0)), value);
    }

    private void pipe(String topic, byte[] key, byte[] value, Header... headers) {
        RecordHeaders kafka = new RecordHeaders();
        for (Header header : headers) {
            kafka.add(header.key(), header.value());
        }
        driver.createInputTopic(topic, new ByteArraySerializer(), new ByteArraySerializer())
                .pipeInput(new TestRecord<>(key, value, kafka, clocks.now()));
        collect();
    }

    void tick() {
        pass(TICK);
    }

    /** Lets this time pass at once. */
    void pass(Duration time) {
        clocks.pass(time);
        driver.advanceWallClockTime(time);
        collect();
    }

    /** Lets ticks pass until it is so. */
    void until(BooleanSupplier condition) {
        await().pollInSameThread()
                .pollDelay(Duration.ZERO)
                .pollInterval(Duration.ofMillis(2))
                .until(() -> {
                    tick();
                    return condition.getAsBoolean();
                });
    }

    /** Lets so many ticks pass, so that whatever wants to happen does. */
    void settle() {
        int[] ticks = {0};
        until(() -> ++ticks[0] >= 40);
    }

    Window window() {
        List<Window> events = windows();
        return events.get(events.size() - 1);
    }

    /** The last event of each window, in the order in which windows were first told of. */
    List<Window> lastOfEach() {
        Map<WindowId, Window> last = new java.util.LinkedHashMap<>();
        windows().forEach(window -> last.put(window.id(), window));
        return List.copyOf(last.values());
    }

    List<Window> windows() {
        return written.get(Topic.WINDOWS).stream()
                .filter(record -> record.value() != null)
                .map(record -> JsonCodec.WINDOW.decode(record.value()))
                .toList();
    }

    List<String> words() {
        return windows().stream().map(window -> window.state().word()).toList();
    }

    boolean is(String word) {
        return !words().isEmpty() && words().get(words().size() - 1).equals(word);
    }

    List<ManifestChunk> manifests() {
        return written.get(Topic.MANIFESTS).stream()
                .filter(record -> record.value() != null)
                .map(record -> ManifestCodec.decode(record.value()))
                .toList();
    }

    List<String> lines(String fileId) {
        return new String(provider.files.get(fileId), StandardCharsets.UTF_8)
                .lines()
                .toList();
    }

    private void collect() {
        outputs.forEach((topic, output) -> {
            for (TestRecord<byte[], byte[]> record : output.readRecordsToList()) {
                written.get(topic).add(record);
                order.add(topic.suffix() + " " + new String(record.key(), StandardCharsets.UTF_8));
                SchemaCheck.valid(topic, record.value());
                if (topic == Topic.LANES) {
                    List<Header> headers = new ArrayList<>();
                    record.headers().forEach(header -> headers.add(new Header(header.key(), header.value())));
                    lanes.add(nextLaneOffset++, record.key(), record.value(), headers);
                }
            }
        });
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** The id of the only window in the store. */
    String openWindow() {
        try (KeyValueIterator<String, byte[]> all =
                driver.<String, byte[]>getKeyValueStore(WindowStore.NAME).all()) {
            return all.next().key;
        }
    }

    /** The process is gone. */
    void end() {
        if (running) {
            running = false;
            driver.close();
            lane.close();
        }
    }

    @Override
    public void close() {
        end();
    }
}
