package dev.batchline.dst;

import dev.batchline.batcher.Account;
import dev.batchline.batcher.Accounts;
import dev.batchline.batcher.BatcherService;
import dev.batchline.batcher.BatcherSettings;
import dev.batchline.joiner.JoinerService;
import dev.batchline.joiner.JoinerSettings;
import dev.batchline.poller.PollerService;
import dev.batchline.poller.PollerSettings;
import dev.batchline.prices.PriceList;
import dev.batchline.runtime.BackOff;
import dev.batchline.runtime.Directories;
import dev.batchline.runtime.config.AccountSettings;
import dev.batchline.runtime.kafka.ServiceTopology;
import dev.batchline.runtime.kafka.TopicNames;
import dev.batchline.runtime.operations.HealthReasons;
import dev.batchline.runtime.operations.Operations;
import dev.batchline.runtime.task.EffectLane;
import dev.batchline.runtime.task.LifeSettings;
import dev.batchline.schemas.DeploymentId;
import io.micrometer.core.instrument.composite.CompositeMeterRegistry;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** The services as they are in production, put together for simulated processes. */
final class Installation {
    static final List<String> SERVICES = List.of("batcher", "poller", "joiner");

    private static final String ACCOUNT = "main";
    private static final int MANY = 10_000;

    private final World world;
    private final ModelProvider provider;
    private final TopicNames names;
    private final DeploymentId deployment;
    private final Path directory;

    Installation(World world, ModelProvider provider, TopicNames names, DeploymentId deployment, Path directory) {
        this.world = world;
        this.provider = provider;
        this.names = names;
        this.deployment = deployment;
        this.directory = directory;
    }

    /** Where the processes have their files. */
    Path directory() {
        return directory;
    }

    /** Starts the service of a process. */
    void start(SimProcess process) {
        // Streams takes another id at each start: nothing but time ends what a process of the same name left open.
        String transactionalId = "batch." + process.name() + "-" + world.number();
        StreamThread[] thread = new StreamThread[1];
        Supplier<StreamThread.Application> start = () -> application(process, thread[0]);
        thread[0] = new StreamThread(world, process, start, transactionalId);
        process.start("stream", true, thread[0]);
    }

    private StreamThread.Application application(SimProcess process, StreamThread thread) {
        EffectLane lane = new EffectLane(process.threads("call"), MANY, MANY);
        LifeSettings life = new LifeSettings(
                new Operations(process.service(), new CompositeMeterRegistry(), new HealthReasons()),
                names,
                world.scenario().session(),
                World.REQUEST_MAX_BYTES,
                process.clocks(),
                lane,
                () -> process.name() + "-life-" + world.number());
        return new StreamThread.Application(lane, topology(process, life), thread.setting(names));
    }

    private ServiceTopology topology(SimProcess process, LifeSettings life) {
        Path own = directory.resolve(process.name());
        Directories.deleteTree(own);
        ProviderPort port = new ProviderPort(world, process, provider);
        ModelReaders readers = new ModelReaders(world, process, names);
        return switch (process.service()) {
            case "batcher" -> {
                readers.begin("batch.batcher", World.PARTITIONS);
                yield BatcherService.processors(life, batcher(own), accounts(port), readers);
            }
            case "poller" ->
                PollerService.processors(
                        life,
                        new PollerSettings(
                                deployment, Duration.ofSeconds(1), Duration.ofSeconds(20), Duration.ofSeconds(1)),
                        Map.of(ACCOUNT, port),
                        world.dice().random(),
                        process.threads("sweep"));
            default ->
                JoinerService.processors(
                        life,
                        new JoinerSettings(
                                own.resolve("results"),
                                world.scenario().spoolBytes() * 10,
                                3,
                                new BackOff(Duration.ofSeconds(2), Duration.ofSeconds(30)),
                                world.scenario().partLines(),
                                PriceList.builtIn()),
                        Map.of(ACCOUNT, port),
                        readers);
        };
    }

    private BatcherSettings batcher(Path own) {
        Scenario scenario = world.scenario();
        return new BatcherSettings(
                deployment,
                World.PARTITIONS,
                Map.of("requests", Requests.TOPIC_ID),
                World.REQUEST_MAX_BYTES,
                new BatcherSettings.WindowCeilings(
                        scenario.windowRequests(), 1_000_000, Long.MAX_VALUE, scenario.linger()),
                "24h",
                World.CREATE_GRACE,
                new BatcherSettings.ProviderFiles(true, Duration.ofSeconds(20), Duration.ofSeconds(30)),
                new BatcherSettings.SpoolPlace(own.resolve("windows"), scenario.spoolBytes()));
    }

    private Accounts accounts(ProviderPort port) {
        return new Accounts(List.of(new Account(
                ACCOUNT, ACCOUNT, new AccountSettings.Limits(world.scenario().budget(), Map.of(), null, MANY), port)));
    }
}
