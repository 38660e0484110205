package dev.batchline.joiner;

import dev.batchline.providers.BatchProvider;
import dev.batchline.runtime.Directories;
import dev.batchline.runtime.kafka.ServiceTopology;
import dev.batchline.runtime.kafka.StreamsService;
import dev.batchline.runtime.kafka.StreamsSettings;
import dev.batchline.runtime.task.LifeProcessor;
import dev.batchline.runtime.task.LifeSettings;
import dev.batchline.schemas.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.Topology;

/** The joiner: ended batches in, the outcome of every item out. */
public final class JoinerService {
    /** The service's word. */
    public static final String NAME = "joiner";

    private static final Duration LAST_CALLS = Duration.ofSeconds(5);
    private static final long PREPARED_BYTES = 64L * 1024 * 1024;
    private static final List<Topic> SOURCES = List.of(Topic.WINDOWS, Topic.STATUS, Topic.MANIFESTS, Topic.LEASES);
    private static final List<Topic> SINKS = List.of(
            Topic.RESULTS_COMPLETED,
            Topic.RESULTS_FAILED,
            Topic.DEAD_LETTERS,
            Topic.LEDGER,
            Topic.LANES,
            Topic.JOINS,
            Topic.LEASES);

    private JoinerService() {}

    /**
     * Starts it.
     *
     * @param accounts the ways to the providers, by account
     * @param log records read again by their offsets
     */
    public static StreamsService start(
            StreamsSettings streams,
            LifeSettings life,
            JoinerSettings settings,
            Map<String, BatchProvider> accounts,
            RecordLog log) {
        Directories.deleteTree(settings.directory());
        return StreamsService.start(
                streams,
                topology(life, settings, accounts, log),
                life.clocks(),
                () -> life.lane().quiesce(LAST_CALLS),
                life.operations());
    }

    static Topology topology(
            LifeSettings life, JoinerSettings settings, Map<String, BatchProvider> accounts, RecordLog log) {
        return processors(life, settings, accounts, log).build();
    }

    /** Its processors: one task a partition. */
    public static ServiceTopology processors(
            LifeSettings life, JoinerSettings settings, Map<String, BatchProvider> accounts, RecordLog log) {
        JoinerShell.Parts parts = new JoinerShell.Parts(
                settings,
                accounts,
                log,
                life.requestMaxBytes(),
                new JoinerMeters(life.meters()),
                new Allowance(settings.maxBytes()),
                new Allowance(PREPARED_BYTES));
        return new ServiceTopology(life.names())
                .processor(
                        life.service(),
                        () -> new LifeProcessor(life, access -> new JoinerShell(access, parts)),
                        SOURCES)
                .store(life.service(), JoinStore.JOINS)
                .store(life.service(), JoinStore.RESUBMISSIONS)
                .sinks(life.service(), SINKS);
    }
}
