package dev.batchline.e2e;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.batchline.cli.broker.BrokerProcess;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.runtime.config.ConfigSources;
import dev.batchline.runtime.topics.TopicAdmin;
import dev.batchline.schemas.Topic;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
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

/** A whole installation in processes: a broker, a simulated provider, and services that can be killed. */
final class Installation implements AutoCloseable {
    private static final Pattern PROVIDER_URL = Pattern.compile("Simulated provider at (\\S+)");
    /** The last request is followed by the marker of its transaction, and that perhaps by one of another. */
    private static final long MARKERS = 2;

    private static final Pattern RUNNING = Pattern.compile("(batchline: running)");

    private final Path directory;
    private final Runnable stopBroker;
    private final ChildProcess provider;
    private final String providerUrl;
    private final List<String> settings;
    private final Map<String, ChildProcess> services = new HashMap<>();

    /**
     * Starts a broker and a provider, and creates the topics.
     *
     * @param provider further flags for the simulated provider
     * @param settings further settings for the services
     */
    Installation(Path directory, List<String> provider, List<String> settings) {
        this(directory, BrokerProcess.start(directory.resolve("broker")), provider, settings);
    }

    private Installation(Path directory, BrokerProcess broker, List<String> provider, List<String> settings) {
        this(directory, broker.bootstrapServers(), broker::close, provider, settings);
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
        this.directory = directory;
        this.stopBroker = stopBroker;
        List<String> flags = new ArrayList<>(List.of("simulator", "--port", "0"));
        flags.addAll(provider);
        this.provider = ChildProcess.start(directory, "provider", List.of(), flags);
        this.providerUrl = this.provider.await(PROVIDER_URL);
        this.settings = new ArrayList<>(List.of(
                "bootstrap.servers=" + bootstrapServers,
                "account.openai.base.url=" + providerUrl,
                "account.openai.api.key=test"));
        this.settings.addAll(settings);
        BatchlineConfig config = config();
        try (TopicAdmin topics = TopicAdmin.connect(config.kafka(), config.topics())) {
            topics.create();
        }
    }

    /** The settings that all of it shares. */
    BatchlineConfig config() {
        ConfigSources sources = ConfigSources.of(Map.of());
        for (String setting : settings) {
            sources = sources.withOverride(setting);
        }
        return BatchlineConfig.load(sources);
    }

    /** Starts a service in a process of its own; a name that was used before works in the same directory. */
    ChildProcess start(String service, String name, List<String> jvm) {
        List<String> arguments = new ArrayList<>(List.of("run", service));
        settings.forEach(setting -> arguments.addAll(List.of("--override", setting)));
        arguments.addAll(List.of("--override", "spool.dir=" + directory.resolve("spool-" + name)));
        ChildProcess started = ChildProcess.start(directory, name, jvm, arguments);
        services.put(name, started);
        return started;
    }

    /** Starts a service and waits until it has its tasks. */
    ChildProcess startAndAwait(String service) {
        ChildProcess started = start(service, service, List.of());
        started.await(RUNNING);
        return started;
    }

    /** Sends lines the way {@code kcat -P -l} does: a value a line, without key and headers. */
    void send(Iterable<byte[]> lines) {
        Map<String, Object> properties = new HashMap<>(config().kafka().producerProperties());
        properties.put("linger.ms", "20");
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            String topic = config().topics().name(Topic.REQUESTS);
            lines.forEach(line -> producer.send(new ProducerRecord<>(topic, line)));
            producer.flush();
        }
    }

    /** The partitions of the lanes topic that still hold records, and how many, markers included. */
    Map<Integer, Long> unpurgedLanes() throws Exception {
        Map<Integer, Long> held = new HashMap<>();
        try (Admin admin = Admin.create(config().kafka().adminProperties())) {
            for (int partition = 0; partition < config().topics().partitions(); partition++) {
                TopicPartition lanes = new TopicPartition(config().topics().name(Topic.LANES), partition);
                long from = admin.listOffsets(Map.of(lanes, OffsetSpec.earliest()))
                        .partitionResult(lanes)
                        .get()
                        .offset();
                long to = admin.listOffsets(Map.of(lanes, OffsetSpec.latest()))
                        .partitionResult(lanes)
                        .get()
                        .offset();
                if (to - from > MARKERS) {
                    held.put(partition, to - from);
                }
            }
        }
        return held;
    }

    /** What the provider says that it executed. */
    JsonNode executionLog() {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpRequest request = HttpRequest.newBuilder(URI.create(providerUrl).resolve("/_simulator/log"))
                    .build();
            return new ObjectMapper()
                    .readTree(http.send(request, HttpResponse.BodyHandlers.ofByteArray())
                            .body());
        } catch (IOException e) {
            throw new IllegalStateException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
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

    @Override
    public void close() {
        services.values().forEach(ChildProcess::close);
        provider.close();
        stopBroker.run();
    }
}
