package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.cli.Batchline;
import dev.batchline.cli.Shell;
import dev.batchline.cli.broker.EmbeddedBroker;
import dev.batchline.cli.run.Service;
import dev.batchline.cli.run.Services;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.runtime.config.ConfigSources;
import dev.batchline.runtime.operations.HealthReasons;
import dev.batchline.runtime.topics.TopicAdmin;
import dev.batchline.schemas.Command;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.WindowId;
import dev.batchline.simulator.CallFault;
import dev.batchline.simulator.Fault;
import dev.batchline.simulator.Simulator;
import io.micrometer.core.instrument.Meter;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;

/** All services and a broker in this process, with many accounts, each at a simulated provider of its own. */
final class FaultyAccounts implements AutoCloseable {
    /** So many requests fill a window. */
    static final int FULL = 20;

    private final Map<String, Simulator> providers = new LinkedHashMap<>();
    private final EmbeddedBroker broker;
    private final BatchlineConfig config;
    private final Services services;
    private final Producer<byte[], byte[]> producer;
    private final Ends ends;

    /** Starts everything. */
    FaultyAccounts(Path directory, List<FaultyAccount> accounts) {
        accounts.forEach(account -> providers.put(account.name(), account.start()));
        broker = EmbeddedBroker.start();
        config = config(directory);
        try (TopicAdmin topics = TopicAdmin.connect(config.kafka(), config.topics())) {
            topics.create();
        }
        services = Services.start(config, EnumSet.allOf(Service.class));
        Map<String, Object> properties = new HashMap<>(config.kafka().producerProperties());
        producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        ends = new Ends(config);
    }

    private BatchlineConfig config(Path directory) {
        List<String> settings = new ArrayList<>(List.of(
                "bootstrap.servers=" + broker.bootstrapServers(),
                "accounts=" + String.join(",", providers.keySet()),
                "http.port=0",
                "partitions=3",
                "window.max.requests=" + FULL,
                "window.linger.ms=500",
                "poll.interval.min.ms=200",
                "poll.interval.max.ms=500",
                "retry.backoff.ms=500",
                "create.grace.ms=3000",
                "streams.commit.interval.ms=100",
                "spool.dir=" + directory.resolve("spool")));
        providers.forEach((name, provider) -> {
            settings.add("account." + name + ".base.url=" + provider.baseUrl());
            settings.add("account." + name + ".api.key=test");
        });
        ConfigSources sources = ConfigSources.of(Map.of());
        for (String setting : settings) {
            sources = sources.withOverride(setting);
        }
        return BatchlineConfig.load(sources);
    }

    /** What ended of an account's requests on one of the topics of outcomes. */
    List<Ends.End> ends(String account, Topic topic) {
        return ends.of(account, topic);
    }

    /** The outcomes and windows so far. */
    Ends ends() {
        return ends;
    }

    /** The attempts that brought the outcomes of an account's requests. */
    List<Integer> attempts(String account) {
        return Stream.of(Topic.RESULTS_COMPLETED, Topic.RESULTS_FAILED)
                .flatMap(topic -> ends(account, topic).stream())
                .map(Ends.End::attempt)
                .distinct()
                .toList();
    }

    /** Waits until so many requests of an account have their outcome. */
    void await(String account, int sent) {
        await().untilAsserted(() -> {
            List<Ends.End> failed = ends(account, Topic.RESULTS_FAILED);
            assertThat(ends(account, Topic.RESULTS_COMPLETED).size() + failed.size())
                    .as("%s: %s\n%s", account, failed, meters(account))
                    .isEqualTo(sent);
            assertThat(ends(account, Topic.DEAD_LETTERS)).hasSameSizeAs(failed);
        });
        assertPlayed(account);
    }

    /** A fault that hits nothing shows nothing. */
    private void assertPlayed(String account) {
        List<Fault> faults = provider(account).faults().all();
        long[] hits = provider(account).faultHits();
        for (int i = 0; i < hits.length; i++) {
            boolean counted = faults.get(i) instanceof Fault.OfBatches || faults.get(i) instanceof CallFault;
            assertThat(counted && hits[i] == 0)
                    .as("%s was not hit by %s", account, faults.get(i))
                    .isFalse();
        }
    }

    static ConditionFactory await() {
        return Awaitility.await().pollInterval(Duration.ofMillis(100)).atMost(Duration.ofMinutes(2));
    }

    /** Waits until the first window's requests of an account have their answers, each one. */
    void assertCompleted(String account) {
        await(account, FULL);
        assertThat(ends(account, Topic.RESULTS_COMPLETED))
                .extracting(Ends.End::customId)
                .containsExactlyInAnyOrderElementsOf(
                        Requests.of(account, FULL).customIds().toList());
        assertThat(ends(account, Topic.DEAD_LETTERS)).isEmpty();
    }

    /** Fails if the account's provider executed a request twice. */
    void assertExecutedOnce(String account) {
        assertThat(provider(account).log().countExecutedMoreThanOnce()).isZero();
    }

    /** The provider of an account. */
    Simulator provider(String account) {
        Simulator provider = providers.get(account);
        if (provider == null) {
            throw new IllegalArgumentException("there is no account " + account);
        }
        return provider;
    }

    /** Sends requests of an account's model through the account. */
    void send(Requests requests) {
        requests.lines().forEach(line -> send(requests.model(), line));
        producer.flush();
    }

    /** Sends a request through an account. */
    void send(String account, byte[] line) {
        ProducerRecord<byte[], byte[]> record =
                new ProducerRecord<>(config.topics().name(Topic.REQUESTS), line);
        record.headers().add(Headers.ACCOUNT, account.getBytes(StandardCharsets.UTF_8));
        producer.send(record);
    }

    /** Asks, as an operator does, for the end of a window. */
    void cancel(String window) {
        byte[] value = JsonCodec.COMMAND.encode(Command.of(Command.Action.CANCEL, Instant.now()));
        int partition = WindowId.parse(window).partition();
        byte[] key = window.getBytes(StandardCharsets.UTF_8);
        producer.send(new ProducerRecord<>(config.topics().name(Topic.COMMANDS), partition, key, value));
        producer.flush();
    }

    /** What a command says, typed by an operator. */
    String command(String... words) {
        List<String> all = new ArrayList<>(List.of(words));
        all.addAll(List.of("--bootstrap-server", broker.bootstrapServers()));
        ByteArrayOutputStream said = new ByteArrayOutputStream();
        PrintStream out = new PrintStream(said, true, StandardCharsets.UTF_8);
        Batchline.execute(new Shell(Map.of(), InputStream.nullInputStream(), out, out), all.toArray(String[]::new));
        return said.toString(StandardCharsets.UTF_8);
    }

    /** The sum of an account's meters of a name that have these further tags. */
    double meter(String name, String account, String... tags) {
        return services.meters().find(name).tag("account", account).tags(tags).meters().stream()
                .flatMap(meter -> StreamSupport.stream(meter.measure().spliterator(), false)
                        .limit(1))
                .mapToDouble(measurement -> measurement.getValue())
                .sum();
    }

    /** Why the process is not as well as it should be. */
    List<String> troubles() {
        return services.health().reasons().stream()
                .map(HealthReasons.Reason::code)
                .toList();
    }

    /** What an account's meters say, for a failed assertion. */
    String meters(String account) {
        Stream<Meter> own = services.meters().getMeters().stream()
                .filter(meter -> account.equals(meter.getId().getTag("account")));
        return own.map(meter -> meter.getId().getName() + meter.getId().getTags() + meter.measure())
                .filter(text -> text.contains("batchline"))
                .collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        ends.close();
        producer.close();
        services.close();
        broker.close();
        providers.values().forEach(Simulator::close);
    }
}
