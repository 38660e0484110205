package dev.batchline.cli.chaos;

import dev.batchline.cli.broker.BrokerProcess;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.runtime.config.ConfigSources;
import dev.batchline.runtime.topics.TopicAdmin;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/** A whole installation in processes: a broker, a simulated provider, and two of each service behind doors. */
final class Plant implements AutoCloseable, Instance.Owners {
    private static final List<String> SERVICES = List.of("batcher", "poller", "joiner");
    private static final int OF_EACH = 2;
    private static final int SLOWEST_CALL_MS = 900;
    private static final String URL = "Simulated provider at ";

    /** Small windows and short waits, so that everything happens all the time; the rest is as in production. */
    private static final List<String> SETTINGS = List.of(
            "partitions=4",
            "http.port=0",
            "account.openai.api.key=chaos",
            "account.openai.batches.per.hour=1000000",
            "account.openai.budget.queued.tokens." + Traffic.model(0) + "=12000",
            "window.max.requests=4000",
            "window.max.tokens=200000",
            "window.linger.ms=1500",
            "poll.interval.min.ms=200",
            "poll.interval.max.ms=1500",
            "retry.backoff.ms=1000",
            "retry.backoff.max.ms=8000",
            "create.grace.ms=5000");

    /**
     * A provider as it is on a bad day. What would hold a window for minutes is left out, and full queues of tokens are
     * rare: after one the batcher sends a model's windows one by one for five minutes.
     */
    private static final String PROVIDER_FAULTS = """
            {"faults": [
              {"fault": "fail_lines", "share": 0.02, "status": 500},
              {"fault": "fail_lines", "share": 0.01, "status": 429},
              {"fault": "fail_lines", "share": 0.01, "status": 400},
              {"fault": "drop_lines", "share": 0.002, "executed": false},
              {"fault": "duplicate_lines", "share": 0.01},
              {"fault": "foreign_lines", "share": 0.005},
              {"fault": "expire_batch", "percent_done": 60, "batches": {"share": 0.05}},
              {"fault": "fail_batch", "code": "token_limit_exceeded", "batches": {"share": 0.004}},
              {"fault": "fail_batch", "code": "invalid_json_line", "lines": [1], "batches": {"share": 0.01}},
              {"fault": "flap_batch", "share": 0.05},
              {"fault": "lag_lists", "lag_seconds": 6},
              {"fault": "lose_reply", "route": "POST /v1/batches", "status": 0, "calls": {"share": 0.03}},
              {"fault": "lose_reply", "route": "POST /v1/files", "status": 503, "calls": {"share": 0.02}},
              {"fault": "delay_create", "delay_seconds": 8, "status": 504, "calls": {"share": 0.02}},
              {"fault": "truncate_download", "percent_sent": 50, "calls": {"share": 0.05}},
              {"fault": "refuse_calls", "route": "*", "status": 503, "calls": {"share": 0.02}},
              {"fault": "refuse_calls", "route": "*", "status": 429, "retry_after_seconds": 1, "calls": {"share": 0.01}}
            ]}
            """;

    private final BrokerProcess broker;
    private final Child simulator;
    private final URI provider;
    private final BatchlineConfig config;
    private final List<Instance> instances;

    private Plant(
            BrokerProcess broker, Child simulator, URI provider, BatchlineConfig config, List<Instance> instances) {
        this.broker = broker;
        this.simulator = simulator;
        this.provider = provider;
        this.config = config;
        this.instances = List.copyOf(instances);
    }

    /** Starts all of it; the services have not got their tasks yet when this returns. */
    static Plant start(Path directory, long seed) {
        List<BrokerDoor> doors = new ArrayList<>();
        for (int i = 0; i < SERVICES.size() * OF_EACH; i++) {
            doors.add(new BrokerDoor());
        }
        BrokerProcess broker = BrokerProcess.startBehind(
                directory.resolve("broker"),
                doors.stream().map(BrokerDoor::port).toList());
        CompletableFuture<String> url = new CompletableFuture<>();
        Child simulator = simulator(directory, seed, url);
        URI provider = URI.create(url.orTimeout(1, TimeUnit.MINUTES).join());
        BatchlineConfig config = config(broker.bootstrapServers(), provider);
        try (TopicAdmin topics = TopicAdmin.connect(config.kafka(), config.topics())) {
            topics.create();
        }
        List<Instance> instances = new ArrayList<>();
        for (int i = 0; i < doors.size(); i++) {
            doors.get(i).leadTo(broker.portsBehind().get(i));
            instances.add(new Instance(
                    SERVICES.get(i % SERVICES.size()),
                    1 + i / SERVICES.size(),
                    directory,
                    doors.get(i),
                    new ProviderDoor(provider, SLOWEST_CALL_MS),
                    SETTINGS));
        }
        Plant plant = new Plant(broker, simulator, provider, config, instances);
        instances.forEach(instance -> instance.start(plant));
        return plant;
    }

    BrokerProcess broker() {
        return broker;
    }

    /** The provider's own address, past the doors. */
    URI provider() {
        return provider;
    }

    /** The settings that all of it shares, on the way to the broker that has no door. */
    BatchlineConfig config() {
        return config;
    }

    List<Instance> instances() {
        return instances;
    }

    /** Calls of the provider that came through the doors so far. */
    long calls() {
        return instances.stream()
                .mapToLong(instance -> instance.toProvider().calls())
                .sum();
    }

    @Override
    public void took(Instance instance, int partition) {
        instances.stream()
                .filter(other -> other != instance && other.service().equals(instance.service()))
                .forEach(other -> other.gives(partition));
    }

    @Override
    public void close() {
        instances.forEach(Instance::close);
        try {
            simulator.kill();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        broker.close();
    }

    private static Child simulator(Path directory, long seed, CompletableFuture<String> url) {
        Path faults = directory.resolve("provider-faults.json");
        try {
            Files.createDirectories(directory);
            Files.writeString(faults, PROVIDER_FAULTS);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        List<String> arguments = List.of(
                "simulator",
                "--port",
                "0",
                "--speed",
                "4",
                "--seed",
                Long.toString(seed),
                "--faults",
                faults.toString());
        return Child.start(directory.resolve("provider.log"), 256, arguments, line -> {
            if (line.startsWith(URL)) {
                url.complete(line.substring(URL.length()).split(" ", -1)[0]);
            }
        });
    }

    private static BatchlineConfig config(String bootstrapServers, URI provider) {
        ConfigSources sources = ConfigSources.of(Map.of())
                .withOverride("bootstrap.servers=" + bootstrapServers)
                .withOverride("account.openai.base.url=" + provider);
        for (String setting : SETTINGS) {
            sources = sources.withOverride(setting);
        }
        return BatchlineConfig.load(sources);
    }
}
