package dev.batchline.cli.run;

import dev.batchline.batcher.Accounts;
import dev.batchline.batcher.BatcherService;
import dev.batchline.batcher.BatcherSettings;
import dev.batchline.batcher.KafkaLaneLog;
import dev.batchline.cli.CommandException;
import dev.batchline.cli.ExitCodes;
import dev.batchline.cli.PriceLists;
import dev.batchline.joiner.JoinerService;
import dev.batchline.joiner.JoinerSettings;
import dev.batchline.joiner.KafkaRecordLog;
import dev.batchline.poller.PollerService;
import dev.batchline.poller.PollerSettings;
import dev.batchline.prices.PriceList;
import dev.batchline.providers.CallListener;
import dev.batchline.runtime.BackOff;
import dev.batchline.runtime.Clocks;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.runtime.config.RetrySettings;
import dev.batchline.runtime.config.WindowSettings;
import dev.batchline.runtime.kafka.StreamsService;
import dev.batchline.runtime.kafka.StreamsSettings;
import dev.batchline.runtime.kafka.TopicNames;
import dev.batchline.runtime.kafka.TopicReader;
import dev.batchline.runtime.operations.HealthReasons;
import dev.batchline.runtime.operations.HealthReport;
import dev.batchline.runtime.operations.Operations;
import dev.batchline.runtime.operations.OperationsServer;
import dev.batchline.runtime.operations.ServiceState;
import dev.batchline.runtime.task.EffectLane;
import dev.batchline.runtime.task.LifeSettings;
import dev.batchline.runtime.topics.TopicAdmin;
import dev.batchline.runtime.topics.TopicProblem;
import dev.batchline.schemas.DeploymentId;
import dev.batchline.schemas.Topic;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Services that run in this process, made from settings. */
public final class Services implements AutoCloseable {
    private static final int CALLS_AT_ONCE = 16;
    private static final int TRANSFERS_AT_ONCE = 8;
    private static final Duration COUNTS_EVERY = Duration.ofSeconds(2);

    private final BatchlineConfig config;
    private final PriceList prices;
    private final Clocks clocks = new SystemClocks();
    private final PrometheusMeterRegistry meters = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final HealthReasons health = new HealthReasons();
    private final Deque<AutoCloseable> resources = new ArrayDeque<>();
    private final Map<String, StreamsService> running = new ConcurrentSkipListMap<>();
    private final List<String> wanted;
    private @Nullable OperationsServer operations;
    private volatile @Nullable Accounts accounts;

    private Services(BatchlineConfig config, Set<Service> which) {
        this.config = config;
        this.prices = PriceLists.read(config.batches().pricesFile(), "prices.file");
        this.wanted = which.stream().map(Service::word).toList();
    }

    /**
     * Starts services. Throws a {@link CommandException} if the topics are not there or not as they have to be, if
     * the price file is none, or if the directory or the port is in use.
     */
    public static Services start(BatchlineConfig config, Set<Service> which) {
        Services services = new Services(config, which);
        try {
            services.start(which);
        } catch (RuntimeException e) {
            services.close();
            throw e;
        }
        return services;
    }

    /** Whether every service has its tasks. */
    public boolean ready() {
        return running.values().stream().allMatch(StreamsService::running);
    }

    /** How the process is. */
    public HealthReport health() {
        Map<String, ServiceState> states = new LinkedHashMap<>();
        for (String name : wanted) {
            StreamsService service = running.get(name);
            states.put(name, service == null ? ServiceState.STARTING : service.state());
        }
        List<HealthReasons.Reason> reasons = new ArrayList<>(health.raised());
        Accounts known = accounts;
        if (known != null) {
            known.blocked()
                    .forEach((name, why) -> reasons.add(new HealthReasons.Reason(
                            "account_blocked/" + name,
                            why + ". Its windows wait; it is asked again by itself until somebody has acted there.")));
        }
        return new HealthReport(states, reasons);
    }

    /** The port of its health and metrics. */
    public int httpPort() {
        return Objects.requireNonNull(operations, "not started").port();
    }

    /** Where the process counts. */
    public MeterRegistry meters() {
        return meters;
    }

    /** Whether a service has ended by itself. */
    public boolean dead() {
        return running.values().stream().anyMatch(StreamsService::dead);
    }

    /** Why a service has ended by itself and what a person has to do, if that is known. */
    public Optional<String> failure() {
        return running.values().stream()
                .flatMap(service -> service.failure().stream())
                .findFirst();
    }

    /** Ends the services, all at once, then what they used. */
    @Override
    public void close() {
        List<Thread> closing = running.values().stream()
                .map(service -> Thread.ofPlatform().name("closing").start(service::close))
                .toList();
        for (Thread thread : closing) {
            try {
                thread.join();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        }
        running.clear();
        while (!resources.isEmpty()) {
            try {
                resources.pop().close();
            } catch (Exception e) {
                throw new IllegalStateException("cannot close what the services used", e);
            }
        }
    }

    private void start(Set<Service> which) {
        resources.push(meters::close);
        own(new ProcessMeters(meters));
        operations = own(OperationsEndpoint.open(config.host().http(), this::health, meters));
        DeploymentId deployment;
        Map<String, String> topicIds = new HashMap<>();
        try (TopicAdmin topics = TopicAdmin.connect(config.kafka(), config.topics())) {
            requireTopics(topics);
            wanted.forEach(topics::requireAccess);
            deployment = topics.deploymentId();
            config.topics().requests().forEach(name -> topicIds.put(name, topics.topicId(name)));
        }
        CallListener timed = new ProviderMeters(meters);
        CallListener watched = new ProviderHealth(health, clocks::elapsed);
        Connections connections = own(new Connections(config, clocks, (account, operation, outcome, took) -> {
            timed.called(account, operation, outcome, took);
            watched.called(account, operation, outcome, took);
        }));
        Accounts everyAccount = connections.accounts();
        accounts = everyAccount;
        TopicReader reader = own(new TopicReader(this::consumer));
        TopicNames names =
                new TopicNames(config.topics().prefix(), config.topics().requests());
        for (Service service : which) {
            Path directory = config.host().spool().dir().resolve(service.word());
            own(SpoolLock.take(directory));
            StreamsSettings streams = streams(service, directory);
            LifeSettings life = life(service, names);
            running.put(
                    service.word(),
                    switch (service) {
                        case BATCHER ->
                            BatcherService.start(
                                    streams,
                                    life,
                                    batcher(deployment, topicIds, directory),
                                    everyAccount,
                                    new KafkaLaneLog(
                                            names.name(Topic.LANES),
                                            reader,
                                            own(Admin.create(config.kafka().adminProperties())),
                                            config.topics().requests(),
                                            clocks));
                        case POLLER ->
                            PollerService.start(
                                    streams, life, poller(deployment), connections.byAccount(), new Random());
                        case JOINER ->
                            JoinerService.start(
                                    streams,
                                    life,
                                    joiner(directory),
                                    connections.byAccount(),
                                    new KafkaRecordLog(names, reader));
                    });
        }
    }

    private void requireTopics(TopicAdmin topics) {
        List<TopicProblem> problems = topics.problems(topics.describe());
        if (problems.isEmpty()) {
            return;
        }
        String missing = problems.stream()
                .filter(problem -> problem instanceof TopicProblem.Missing)
                .map(TopicProblem::name)
                .collect(Collectors.joining(", "));
        Stream<String> others = problems.stream()
                .filter(problem -> !(problem instanceof TopicProblem.Missing))
                .map(TopicProblem::sentence);
        Stream<String> first = missing.isEmpty()
                ? Stream.of()
                : Stream.of("These topics are not there, or may not be described by this user: " + missing
                        + ". Create them with the same settings: batchline topics create.");
        throw new CommandException(
                ExitCodes.NEEDS_YOU, Stream.concat(first, others).collect(Collectors.joining(System.lineSeparator())));
    }

    private StreamsSettings streams(Service service, Path directory) {
        Map<String, String> passed = new HashMap<>();
        config.kafka().streamsProperties().forEach((key, value) -> passed.put(key, String.valueOf(value)));
        return new StreamsSettings(
                config.topics().prefix() + service.word(),
                config.kafka().bootstrapServers(),
                directory.resolve("streams"),
                StreamsSettings.SESSION_TIMEOUT,
                config.topics().requestMaxBytes(),
                passed);
    }

    private LifeSettings life(Service service, TopicNames names) {
        return new LifeSettings(
                new Operations(service.word(), meters, health),
                names,
                StreamsSettings.SESSION_TIMEOUT,
                config.topics().requestMaxBytes(),
                clocks,
                own(new EffectLane(service.word() + "-call", CALLS_AT_ONCE, TRANSFERS_AT_ONCE)));
    }

    private BatcherSettings batcher(DeploymentId deployment, Map<String, String> topicIds, Path directory) {
        WindowSettings windows = config.windows();
        Long tokens = windows.maxTokens();
        return new BatcherSettings(
                deployment,
                config.topics().partitions(),
                topicIds,
                config.topics().requestMaxBytes(),
                new BatcherSettings.WindowCeilings(
                        windows.maxRequests(),
                        windows.maxBytes(),
                        tokens == null ? Long.MAX_VALUE : tokens,
                        windows.linger()),
                windows.completionWindow(),
                config.batches().createGrace(),
                BatcherSettings.ProviderFiles.of(config.batches().deletesFiles()),
                new BatcherSettings.SpoolPlace(
                        directory.resolve("windows"), config.host().spool().maxBytes()));
    }

    private PollerSettings poller(DeploymentId deployment) {
        Duration shortest = config.batches().poll().min();
        Duration countsEvery = COUNTS_EVERY.compareTo(shortest) < 0 ? COUNTS_EVERY : shortest;
        return new PollerSettings(deployment, shortest, config.batches().poll().max(), countsEvery);
    }

    private JoinerSettings joiner(Path directory) {
        RetrySettings retry = config.batches().retry();
        return new JoinerSettings(
                directory.resolve("results"),
                config.host().spool().maxBytes(),
                retry.maxAttempts(),
                new BackOff(retry.backoff(), retry.maxBackoff()),
                JoinerSettings.PART_LINES,
                prices);
    }

    private KafkaConsumer<byte[], byte[]> consumer() {
        Map<String, Object> properties = new HashMap<>(config.kafka().consumerProperties());
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        properties.put("auto.offset.reset", "none");
        properties.remove("group.id");
        return new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
    }

    private <T extends AutoCloseable> T own(T resource) {
        resources.push(resource);
        return resource;
    }
}
