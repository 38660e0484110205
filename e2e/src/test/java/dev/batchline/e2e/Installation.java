package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import dev.batchline.cli.broker.BrokerProcess;
import dev.batchline.cli.chaos.Judge;
import dev.batchline.guarantees.Guarantee;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.runtime.config.ConfigSources;
import dev.batchline.runtime.topics.TopicAdmin;
import dev.batchline.schemas.Command;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.Topic;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.OffsetSpec;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;

/** A whole installation in processes: a broker, a simulated provider, and services that can be killed. */
final class Installation implements AutoCloseable {
    static final List<String> SERVICES = List.of("batcher", "poller", "joiner");

    /** What a batcher says that does not know whether a batch was created. */
    static final String LOOKED_FOR = "Batch is looked for";

    /** The last request is followed by the marker of its transaction, and that perhaps by one of another. */
    private static final long MARKERS = 2;

    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Pattern RUNNING = Pattern.compile("(batchline: running)");

    private final Path directory;
    private final Runnable stopBroker;
    private final SimulatedProvider provider;
    private final boolean ownProvider;
    private final List<String> settings;
    private final Map<String, ChildProcess> services = new HashMap<>();
    private final Producer<byte[], byte[]> producer;
    private final Admin admin;
    private final Judge judge;
    private String program = System.getProperty("java.class.path");

    /**
     * Starts a broker and a provider, and creates the topics.
     *
     * @param provider further flags for the simulated provider
     * @param settings further settings for the services
     */
    Installation(Path directory, List<String> provider, List<String> settings) {
        this(directory, KafkaBroker.start(directory), new SimulatedProvider(directory, provider), true, settings);
    }

    /** Starts a broker beside a provider that others use too, and creates the topics. */
    Installation(Path directory, SimulatedProvider provider, List<String> settings) {
        this(directory, KafkaBroker.start(directory), provider, false, settings);
    }

    /**
     * Starts a provider beside a broker that is there, and creates the topics.
     *
     * @param stopBroker what stops the broker at the end
     * @param provider further flags for the simulated provider
     * @param settings further settings for the services
     */
    Installation(
            Path directory,
            String bootstrapServers,
            Runnable stopBroker,
            List<String> provider,
            List<String> settings) {
        this(
                directory,
                new KafkaBroker(bootstrapServers, stopBroker),
                new SimulatedProvider(directory, provider),
                true,
                settings);
    }

    private Installation(
            Path directory,
            KafkaBroker broker,
            SimulatedProvider provider,
            boolean ownProvider,
            List<String> settings) {
        this.directory = directory;
        this.stopBroker = broker.stop();
        this.provider = provider;
        this.ownProvider = ownProvider;
        this.settings = new ArrayList<>(List.of(
                "bootstrap.servers=" + broker.bootstrapServers(),
                "http.port=0",
                "account.openai.base.url=" + provider.gate().url(),
                "account.openai.api.key=test"));
        this.settings.addAll(settings);
        BatchlineConfig config = config();
        try (TopicAdmin topics = TopicAdmin.connect(config.kafka(), config.topics())) {
            topics.create();
        }
        Map<String, Object> properties = new HashMap<>(config.kafka().producerProperties());
        properties.put("linger.ms", "20");
        properties.put("max.request.size", Integer.toString(2 * config.topics().requestMaxBytes()));
        this.producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        this.admin = Admin.create(config.kafka().adminProperties());
        this.judge = new Judge(config, URI.create(provider.url()), (topic, record) -> {});
    }

    /** The settings that all of it shares. */
    BatchlineConfig config() {
        ConfigSources sources = ConfigSources.of(Map.of());
        for (String setting : settings) {
            sources = sources.withOverride(setting);
        }
        return BatchlineConfig.load(sources);
    }

    /** The same as they are overridden on a command line. */
    List<String> settings() {
        return List.copyOf(settings);
    }

    SimulatedProvider provider() {
        return provider;
    }

    Gate gate() {
        return provider.gate();
    }

    /** Takes the program from this class path for the services that are started from now on. */
    void program(String classPath) {
        program = classPath;
    }

    /** Starts a service in a process of its own; a name that was used before works in the same directory. */
    ChildProcess start(String service, String name) {
        List<String> arguments = new ArrayList<>(List.of("run", service));
        settings.forEach(setting -> arguments.addAll(List.of("--override", setting)));
        arguments.addAll(List.of("--override", "spool.dir=" + directory.resolve("spool-" + name)));
        ChildProcess started = ChildProcess.start(directory, name, program, List.of(), arguments);
        services.put(name, started);
        return started;
    }

    /** Starts those processes that do not run, named {@code batcher} or {@code batcher-2}; waits for their tasks. */
    void startAndAwait(List<String> wanted) {
        wanted.stream()
                .filter(name ->
                        !services.containsKey(name) || !services.get(name).alive())
                .forEach(name -> start(name.split("-", -1)[0], name));
        wanted.forEach(this::awaitRunning);
    }

    /** Waits until a process has its tasks. */
    void awaitRunning(String name) {
        service(name).await(RUNNING);
    }

    /** The process that was started last under a name. */
    ChildProcess service(String name) {
        ChildProcess process = services.get(name);
        if (process == null) {
            throw new IllegalArgumentException("no process was started as " + name);
        }
        return process;
    }

    /** Ends a process in good order, if it runs. */
    void stop(String name) {
        ChildProcess process = services.get(name);
        if (process != null && process.alive()) {
            process.terminate();
        }
    }

    /** Ends processes by SIGKILL and forgets them. */
    void killAndForget(List<String> names) {
        for (String name : names) {
            ChildProcess process = services.remove(name);
            if (process != null) {
                process.kill();
            }
        }
    }

    /** Sends lines the way {@code kcat -P -l} does: a value a line, without key and headers. */
    void send(Iterable<byte[]> lines) {
        String topic = config().topics().name(Topic.REQUESTS);
        lines.forEach(line -> producer.send(new ProducerRecord<>(topic, line)));
        producer.flush();
    }

    void send(Requests requests) {
        send(requests.lines()::iterator);
    }

    /** Sends requests of a tenant. */
    void send(Requests requests, String tenant) {
        String topic = config().topics().name(Topic.REQUESTS);
        byte[] name = tenant.getBytes(StandardCharsets.UTF_8);
        requests.lines().forEach(line -> {
            ProducerRecord<byte[], byte[]> record = new ProducerRecord<>(topic, line);
            record.headers().add(Headers.TENANT, name);
            producer.send(record);
        });
        producer.flush();
    }

    /** Puts requests into the one partition of the lanes topic, by turns, as a router would that is far ahead. */
    void sendRouted(List<Requests> lanes) {
        String topic = config().topics().name(Topic.LANES);
        List<Iterator<byte[]>> lines =
                lanes.stream().map(lane -> lane.lines().iterator()).toList();
        while (lines.stream().anyMatch(Iterator::hasNext)) {
            for (int lane = 0; lane < lanes.size(); lane++) {
                if (lines.get(lane).hasNext()) {
                    byte[] key = lanes.get(lane).lane().text().getBytes(StandardCharsets.UTF_8);
                    producer.send(
                            new ProducerRecord<>(topic, 0, key, lines.get(lane).next()));
                }
            }
        }
        producer.flush();
    }

    /** Asks for every open window to be closed. */
    void flushWindows() {
        String topic = config().topics().name(Topic.COMMANDS);
        byte[] key = Command.EVERY_LANE.getBytes(StandardCharsets.UTF_8);
        byte[] value = JsonCodec.COMMAND.encode(Command.of(Command.Action.FLUSH, Instant.now()));
        for (int partition = 0; partition < config().topics().partitions(); partition++) {
            producer.send(new ProducerRecord<>(topic, partition, key, value));
        }
        producer.flush();
    }

    /** The partitions of the lanes topic that still hold records, and how many, markers included. */
    Map<Integer, Long> unpurgedLanes() throws Exception {
        Map<Integer, Long> held = new HashMap<>();
        for (TopicPartition lanes : partitions(Topic.LANES)) {
            long from = offset(lanes, OffsetSpec.earliest());
            long to = offset(lanes, OffsetSpec.latest());
            if (to - from > MARKERS) {
                held.put(lanes.partition(), to - from);
            }
        }
        return held;
    }

    /** How many records of topics the batcher has not taken yet, markers of transactions included. */
    long untaken(Topic... topics) throws Exception {
        long untaken = 0;
        String group = config().topics().prefix() + "batcher";
        var committed = admin.listConsumerGroupOffsets(group)
                .partitionsToOffsetAndMetadata()
                .get();
        for (Topic topic : topics) {
            for (TopicPartition partition : partitions(topic)) {
                var taken = committed.get(partition);
                long end = offset(partition, OffsetSpec.latest());
                untaken += end - (taken == null ? 0 : taken.offset());
            }
        }
        return untaken;
    }

    private List<TopicPartition> partitions(Topic topic) {
        List<TopicPartition> partitions = new ArrayList<>();
        for (int partition = 0; partition < config().topics().partitions(); partition++) {
            partitions.add(new TopicPartition(config().topics().name(topic), partition));
        }
        return partitions;
    }

    private long offset(TopicPartition partition, OffsetSpec which) throws Exception {
        return admin.listOffsets(Map.of(partition, which))
                .partitionResult(partition)
                .get()
                .offset();
    }

    /** What the provider says that it executed. */
    JsonNode executionLog() {
        return provider.executionLog();
    }

    /** Whether a service is not there that was started last under its name. */
    boolean anyDead() {
        return services.values().stream().anyMatch(service -> !service.alive());
    }

    /** The last lines of every service's log, for a failed assertion. */
    String logs() {
        StringBuilder logs = new StringBuilder();
        services.forEach((name, service) -> {
            String text = service.text();
            logs.append("--- ").append(name).append('\n').append(text.substring(Math.max(0, text.length() - 3_000)));
        });
        return logs.toString();
    }

    /** Gives up a promise that every test is held to. */
    Installation relax(Class<? extends Guarantee> which, String why) {
        judge.relax(which, why);
        return this;
    }

    /** Fails unless every promise holds once everything has come to its end. */
    void assertGuarantees() {
        Awaitility.await()
                .atMost(PATIENCE)
                .failFast("a service is dead", this::anyDead)
                .failFast(() -> assertThat(judge.broken()).as("broken promises").isEmpty())
                .pollInterval(Duration.ofMillis(100))
                .untilAsserted(() -> {
                    judge.look();
                    assertThat(judge.caughtUp())
                            .as("everything committed was read")
                            .isTrue();
                    assertThat(judge.brokenAtEnd())
                            .as("broken promises:%n%s", judge.report())
                            .isEmpty();
                });
    }

    /** Ends everything; no test ends without being held to the promises. */
    @Override
    public void close() {
        try {
            assertGuarantees();
        } finally {
            judge.close();
            admin.close();
            producer.close();
            services.values().forEach(ChildProcess::close);
            if (ownProvider) {
                provider.close();
            }
            stopBroker.run();
        }
    }

    /**
     * A broker that is up.
     *
     * @param bootstrapServers where it is
     * @param stop what ends it
     */
    private record KafkaBroker(String bootstrapServers, Runnable stop) {
        static KafkaBroker start(Path directory) {
            BrokerProcess broker = BrokerProcess.start(directory.resolve("broker"));
            return new KafkaBroker(broker.bootstrapServers(), broker::close);
        }
    }
}
