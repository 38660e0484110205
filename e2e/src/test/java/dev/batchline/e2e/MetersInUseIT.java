package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.cli.broker.EmbeddedBroker;
import dev.batchline.cli.demo.DemoRequests;
import dev.batchline.cli.run.Service;
import dev.batchline.cli.run.Services;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.runtime.config.ConfigSources;
import dev.batchline.runtime.metrics.Meters;
import dev.batchline.runtime.metrics.RuntimeMeters;
import dev.batchline.runtime.operations.HealthReport.Status;
import dev.batchline.runtime.topics.TopicAdmin;
import dev.batchline.schemas.Topic;
import dev.batchline.simulator.Phases;
import dev.batchline.simulator.SimulatedTime;
import dev.batchline.simulator.Simulator;
import dev.batchline.simulator.SimulatorConfig;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What all three services in a process count and tell while they work. */
class MetersInUseIT {
    private static final int SOUND = 40;

    @TempDir
    private Path directory;

    @Test
    void countsOnlyWhatIsListedAndServesItWithItsHealth() throws Exception {
        try (EmbeddedBroker broker = EmbeddedBroker.start();
                Simulator provider =
                        Simulator.start(SimulatorConfig.builder(SimulatedTime.running(InstantSource.system(), 1))
                                .phases(Phases.immediate())
                                .build())) {
            BatchlineConfig config = config(broker, provider);
            try (TopicAdmin topics = TopicAdmin.connect(config.kafka(), config.topics())) {
                topics.create();
            }
            try (Services services = Services.start(config, EnumSet.allOf(Service.class));
                    Outcomes outcomes = new Outcomes(config)) {
                send(config);
                Awaitility.await()
                        .atMost(Duration.ofMinutes(3))
                        .untilAsserted(
                                () -> assertThat(outcomes.figures().completed()).isEqualTo(SOUND));

                assertThat(services.health().status()).isEqualTo(Status.UP);
                Meters.assertListed(
                        services.meters().getMeters().stream()
                                .filter(meter -> meter.getId().getName().startsWith("batchline."))
                                .toList(),
                        MeterLists.all());
                assertThat(RuntimeMeters.ALL)
                        .allSatisfy(entry -> assertThat(
                                        services.meters().find(entry.name()).meters())
                                .as(entry.name())
                                .isNotEmpty());
                assertServed(services.httpPort());
            }
        }
    }

    private static void assertServed(int port) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            HttpResponse<String> ready = get(http, port, "/health/ready");
            assertThat(ready.statusCode()).isEqualTo(200);
            assertThat(ready.body())
                    .contains("\"status\":\"UP\"", "\"batcher\":{\"state\":\"running\"}", "\"reasons\":[]");
            assertThat(get(http, port, "/health/live").statusCode()).isEqualTo(200);
            assertThat(get(http, port, "/metrics").body())
                    .contains(
                            "batchline_tasks_open{service=\"joiner\"}",
                            "kafka_stream_client_state{",
                            "jvm_memory_used_bytes{",
                            "process_uptime_seconds");
        }
    }

    private static HttpResponse<String> get(HttpClient http, int port, String path) throws Exception {
        URI uri = URI.create("http://127.0.0.1:" + port + path);
        return http.send(HttpRequest.newBuilder(uri).build(), BodyHandlers.ofString());
    }

    private BatchlineConfig config(EmbeddedBroker broker, Simulator provider) {
        ConfigSources sources = ConfigSources.of(Map.of());
        for (String setting : List.of(
                "bootstrap.servers=" + broker.bootstrapServers(),
                "account.openai.base.url=" + provider.baseUrl(),
                "account.openai.api.key=test",
                "http.port=0",
                "partitions=2",
                "window.linger.ms=1000",
                "poll.interval.min.ms=200",
                "poll.interval.max.ms=500",
                "spool.dir=" + directory.resolve("spool"))) {
            sources = sources.withOverride(setting);
        }
        return BatchlineConfig.load(sources);
    }

    private static void send(BatchlineConfig config) {
        List<byte[]> lines = new ArrayList<>();
        new DemoRequests(new DemoRequests.Counts(SOUND, 2, 1)).forEach(lines::add);
        Map<String, Object> properties = new HashMap<>(config.kafka().producerProperties());
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            String topic = config.topics().name(Topic.REQUESTS);
            lines.forEach(line -> producer.send(new ProducerRecord<>(topic, line)));
        }
    }
}
