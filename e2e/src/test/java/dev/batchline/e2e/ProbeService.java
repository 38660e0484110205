package dev.batchline.e2e;

import dev.batchline.batcher.KafkaLaneLog;
import dev.batchline.cli.run.SystemClocks;
import dev.batchline.runtime.Clocks;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.runtime.config.ConfigSources;
import dev.batchline.runtime.kafka.ServiceTopology;
import dev.batchline.runtime.kafka.StreamsService;
import dev.batchline.runtime.kafka.StreamsSettings;
import dev.batchline.runtime.kafka.TopicNames;
import dev.batchline.runtime.kafka.TopicReader;
import dev.batchline.runtime.operations.HealthReasons;
import dev.batchline.runtime.operations.Operations;
import dev.batchline.runtime.task.EffectKey;
import dev.batchline.runtime.task.EffectLane;
import dev.batchline.runtime.task.LifeProcessor;
import dev.batchline.runtime.task.LifeSettings;
import dev.batchline.runtime.task.TaskAccess;
import dev.batchline.runtime.task.TaskShell;
import dev.batchline.runtime.topics.TopicAdmin;
import dev.batchline.schemas.Topic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Consumer;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.common.serialization.Serializer;
import org.apache.kafka.streams.processor.api.Record;

/** An instance of a service that stands on the shared mechanism, on a real broker, and does what a test says. */
final class ProbeService implements AutoCloseable {
    private static final String NAME = "probe";
    private static final int REQUEST_MAX = 1024 * 1024;

    /** Every life that this instance has begun or was about to begin, in order. */
    final List<Probe> lives = new CopyOnWriteArrayList<>();

    private final EffectLane lane = new EffectLane(NAME, 1, 1);
    private final StreamsService streams;

    /**
     * Starts an instance.
     *
     * @param prefix of its topics; instances with the same prefix share the work
     * @param onTick what each life does while it goes on
     */
    private ProbeService(Setting setting, Clocks clocks, Consumer<Probe> onTick) {
        TopicNames names = new TopicNames(setting.prefix(), List.of("none"));
        LifeSettings life = new LifeSettings(
                new Operations(NAME, new SimpleMeterRegistry(), new HealthReasons()),
                names,
                StreamsSettings.SESSION_TIMEOUT,
                REQUEST_MAX,
                clocks,
                lane);
        ServiceTopology topology = new ServiceTopology(names)
                .processor(
                        NAME,
                        () -> new LifeProcessor(life, access -> probe(access, onTick)),
                        List.of(Topic.LANES, Topic.WINDOWS, Topic.LEASES))
                .sinks(NAME, List.of(Topic.WINDOWS, Topic.LEASES));
        StreamsSettings settings = new StreamsSettings(
                setting.prefix() + NAME,
                setting.bootstrapServers(),
                setting.state(),
                StreamsSettings.SESSION_TIMEOUT,
                REQUEST_MAX,
                setting.passed());
        streams = StreamsService.start(settings, topology.build(), clocks, () -> {}, life.operations());
    }

    static ProbeService start(Setting setting, Consumer<Probe> onTick) {
        return new ProbeService(setting, new SystemClocks(), onTick);
    }

    static ProbeService start(Setting setting, Clocks clocks, Consumer<Probe> onTick) {
        return new ProbeService(setting, clocks, onTick);
    }

    /** Creates all topics under a prefix, and says where the instances begin to read lanes, as a batcher does. */
    static void createTopics(String bootstrapServers, String prefix, int partitions) {
        BatchlineConfig config = BatchlineConfig.load(ConfigSources.of(Map.of())
                .withOverride("bootstrap.servers=" + bootstrapServers)
                .withOverride("topic.prefix=" + prefix)
                .withOverride("partitions=" + partitions));
        try (TopicAdmin topics = TopicAdmin.connect(config.kafka(), config.topics())) {
            topics.create();
        }
        try (Admin admin = Admin.create(config.kafka().adminProperties());
                TopicReader reader = new TopicReader(() -> {
                    throw new IllegalStateException("nothing is read");
                })) {
            new KafkaLaneLog(prefix + "lanes", reader, admin, List.of(), new SystemClocks())
                    .begin(prefix + NAME, partitions);
        }
    }

    /** How many of its tasks have begun their life and not ended it. */
    long begun() {
        return lives.stream().filter(life -> life.begun && !life.ended).count();
    }

    @Override
    public void close() {
        streams.close();
        lane.close();
    }

    private Probe probe(TaskAccess access, Consumer<Probe> onTick) {
        Probe probe = new Probe(access, onTick);
        lives.add(probe);
        return probe;
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A serializer of bytes as they are. */
    static Serializer<byte[]> bytes() {
        return Serdes.ByteArray().serializer();
    }

    /**
     * Where an instance runs.
     *
     * @param bootstrapServers the broker
     * @param prefix of its topics
     * @param state its own directory
     * @param passed further properties of Streams
     */
    record Setting(String bootstrapServers, String prefix, Path state, Map<String, String> passed) {
        Setting {
            passed = Map.copyOf(passed);
        }
    }

    /** One life of a task. */
    static final class Probe implements TaskShell {
        final TaskAccess access;
        final AtomicLong lanes = new AtomicLong();
        final List<String> windows = new CopyOnWriteArrayList<>();
        volatile boolean begun;
        volatile boolean ended;
        private final Consumer<Probe> onTick;

        Probe(TaskAccess access, Consumer<Probe> onTick) {
            this.access = access;
            this.onTick = onTick;
        }

        /** Forwards a window event that says this. */
        void tell(String value) {
            byte[] key = utf8("abcdefgh-w" + access.partition() + "-abcdefgh-1");
            access.forward(Topic.WINDOWS, key, utf8(value), List.of());
        }

        @Override
        public void receive(Topic topic, long offset, Record<byte[], byte[]> record) {
            if (topic == Topic.LANES) {
                lanes.incrementAndGet();
                long until = System.nanoTime() + Duration.ofNanos(20_000).toNanos();
                while (System.nanoTime() < until) {
                    Thread.onSpinWait();
                }
            } else {
                windows.add(new String(record.value(), StandardCharsets.UTF_8));
            }
        }

        @Override
        public void begin() {
            begun = true;
        }

        @Override
        public void tick() {
            onTick.accept(this);
        }

        @Override
        public boolean current(EffectKey key) {
            return true;
        }

        @Override
        public void end() {
            ended = true;
        }
    }
}
