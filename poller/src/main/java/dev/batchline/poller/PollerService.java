package dev.batchline.poller;

import dev.batchline.providers.BatchProvider;
import dev.batchline.runtime.kafka.ServiceTopology;
import dev.batchline.runtime.kafka.StreamsService;
import dev.batchline.runtime.kafka.StreamsSettings;
import dev.batchline.runtime.task.LifeProcessor;
import dev.batchline.runtime.task.LifeSettings;
import dev.batchline.schemas.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.random.RandomGenerator;
import org.apache.kafka.streams.Topology;

/** The poller: submitted windows in, status events out. */
public final class PollerService {
    /** The service's word. */
    public static final String NAME = "poller";

    private static final Duration LAST_CALLS = Duration.ofSeconds(5);

    private PollerService() {}

    /**
     * Starts it.
     *
     * @param accounts the ways to the providers, by account
     */
    public static StreamsService start(
            StreamsSettings streams,
            LifeSettings life,
            PollerSettings settings,
            Map<String, BatchProvider> accounts,
            RandomGenerator random) {
        PollerMeters meters = new PollerMeters(life.meters(), life.clocks());
        Sweeps sweeps = new Sweeps(accounts, settings.deployment(), life.clocks(), meters);
        return StreamsService.start(
                streams,
                topology(life, new PollerParts(settings, sweeps, meters, random)),
                life.clocks(),
                () -> {
                    sweeps.close();
                    life.lane().quiesce(LAST_CALLS);
                },
                life.operations());
    }

    static Topology topology(LifeSettings life, PollerParts parts) {
        return processors(life, parts).build();
    }

    /**
     * Its processors: one task a partition.
     *
     * @param accounts the ways to the providers, by account
     * @param sweeping the threads on which the lists of batches are read
     */
    public static ServiceTopology processors(
            LifeSettings life,
            PollerSettings settings,
            Map<String, BatchProvider> accounts,
            RandomGenerator random,
            ExecutorService sweeping) {
        PollerMeters meters = new PollerMeters(life.meters(), life.clocks());
        Sweeps sweeps = new Sweeps(accounts, settings.deployment(), life.clocks(), meters, sweeping);
        return processors(life, new PollerParts(settings, sweeps, meters, random));
    }

    private static ServiceTopology processors(LifeSettings life, PollerParts parts) {
        return new ServiceTopology(life.names())
                .processor(
                        life.service(),
                        () -> new LifeProcessor(life, access -> new PollerShell(access, parts)),
                        List.of(Topic.WINDOWS, Topic.LEASES))
                .store(life.service(), BatchStore.NAME)
                .store(life.service(), GoneWindows.NAME)
                .sinks(life.service(), List.of(Topic.STATUS, Topic.COMMANDS, Topic.LEASES));
    }
}
