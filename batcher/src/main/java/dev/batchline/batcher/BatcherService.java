package dev.batchline.batcher;

import dev.batchline.runtime.Directories;
import dev.batchline.runtime.kafka.ServiceTopology;
import dev.batchline.runtime.kafka.StreamsService;
import dev.batchline.runtime.kafka.StreamsSettings;
import dev.batchline.runtime.task.GuardedProcessor;
import dev.batchline.runtime.task.LifeProcessor;
import dev.batchline.runtime.task.LifeSettings;
import dev.batchline.schemas.Topic;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.Topology;

/** The batcher: request events in, windows and batches out. */
public final class BatcherService {
    /** The service's word. */
    public static final String NAME = "batcher";

    private static final Duration LAST_CALLS = Duration.ofSeconds(30);
    private static final List<Topic> TASK_SOURCES =
            List.of(Topic.LANES, Topic.WINDOWS, Topic.JOINS, Topic.STATUS, Topic.COMMANDS, Topic.LEASES);
    static final List<Topic> TASK_SINKS = List.of(
            Topic.WINDOWS, Topic.MANIFESTS, Topic.LEASES, Topic.LANE_STATUS, Topic.RESULTS_FAILED, Topic.DEAD_LETTERS);
    private static final List<Topic> ROUTER_SINKS = List.of(Topic.LANES, Topic.RESULTS_FAILED, Topic.DEAD_LETTERS);

    private BatcherService() {}

    /** Starts it. */
    public static StreamsService start(
            StreamsSettings streams, LifeSettings life, BatcherSettings settings, Accounts accounts, LaneLog lanes) {
        Directories.deleteTree(settings.spool().directory());
        lanes.begin(streams.applicationId(), settings.partitions());
        return StreamsService.start(
                streams,
                topology(life, settings, accounts, lanes),
                life.clocks(),
                () -> life.lane().quiesce(LAST_CALLS),
                life.operations());
    }

    static Topology topology(LifeSettings life, BatcherSettings settings, Accounts accounts, LaneLog lanes) {
        return processors(life, settings, accounts, lanes).build();
    }

    /** Its processors: a router without state, and one task a partition that windows and submits. */
    public static ServiceTopology processors(
            LifeSettings life, BatcherSettings settings, Accounts accounts, LaneLog lanes) {
        SpoolRoom room = new SpoolRoom(settings.spool().maxBytes());
        BatcherMeters meters = new BatcherMeters(life.meters());
        meters.spool(room);
        SubmitMeters.show(accounts, life.meters());
        return new ServiceTopology(life.names())
                .processor(
                        RouterProcessor.NAME,
                        () -> new GuardedProcessor(
                                life,
                                RouterProcessor.NAME,
                                new RouterProcessor(settings, accounts, life.clocks(), meters),
                                RouterProcessor::internalError),
                        List.of(Topic.REQUESTS))
                .sinks(RouterProcessor.NAME, ROUTER_SINKS)
                .processor(
                        life.service(),
                        () -> new LifeProcessor(
                                life, access -> new BatcherShell(access, settings, accounts, lanes, room, meters)),
                        TASK_SOURCES)
                .store(life.service(), WindowStore.NAME)
                .store(life.service(), SourceMarks.NAME)
                .store(life.service(), TokenRatios.NAME)
                .store(life.service(), SubmitNotes.NAME)
                .sinks(life.service(), TASK_SINKS);
    }
}
