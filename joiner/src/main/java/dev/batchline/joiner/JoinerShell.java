package dev.batchline.joiner;

import dev.batchline.providers.BatchProvider;
import dev.batchline.runtime.task.Agenda;
import dev.batchline.runtime.task.EffectKey;
import dev.batchline.runtime.task.TaskAccess;
import dev.batchline.runtime.task.TaskShell;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.ManifestChunk;
import dev.batchline.schemas.StatusEvent;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.processor.api.Record;

/** One life of a joiner's task: gathers what is known of each window, and publishes the ones that ended. */
final class JoinerShell implements TaskShell {
    private static final Duration END_WITHOUT_WINDOW = Duration.ofDays(1);

    private final TaskAccess access;
    private final JoinStore store;
    private final Agenda agenda = new Agenda();
    private final Downloads downloads;
    private final Allowance.Share disk;
    private final Allowance.Share memory;
    private final Resubmitter resubmitter;
    private final Publisher publisher;
    private final JoinerMeters.Life gauges;

    JoinerShell(TaskAccess access, Parts parts) {
        this.access = access;
        this.store = new JoinStore(access.store(JoinStore.JOINS), access.store(JoinStore.RESUBMISSIONS));
        Path directory = parts.settings()
                .directory()
                .resolve(Integer.toString(access.partition()))
                .resolve(access.life());
        this.downloads = new Downloads(directory);
        this.disk = parts.disk().share(access.life());
        this.memory = parts.memory().share(access.life());
        JoiningWindows windows = new JoiningWindows();
        Workplace place = new Workplace(store, new JoinEvents(access), agenda, downloads, windows, disk);
        this.resubmitter = new Resubmitter(access, parts, place);
        this.publisher = new Publisher(access, parts, place, resubmitter, memory);
        this.gauges = parts.meters()
                .life(
                        access.partition(),
                        new JoinerMeters.Shown(
                                windows, disk::total, memory::total, resubmitter::items, access.clocks()::now));
    }

    @Override
    public void receive(Topic topic, long offset, Record<byte[], byte[]> record) {
        String key = new String(record.key(), StandardCharsets.UTF_8);
        switch (topic) {
            case WINDOWS -> onWindow(key, record.value());
            case MANIFESTS -> onManifest(key, offset, record.value());
            case STATUS -> onStatus(JsonCodec.STATUS.decode(record.value()));
            case REQUESTS,
                    LANES,
                    LEASES,
                    JOINS,
                    RESULTS_COMPLETED,
                    RESULTS_FAILED,
                    DEAD_LETTERS,
                    COMMANDS,
                    LEDGER,
                    LANE_STATUS,
                    REPLAYS -> throw new IllegalStateException("the joiner's tasks do not read " + topic);
        }
    }

    @Override
    public void begin() {
        Instant now = access.clocks().now();
        List<String> forgotten = new ArrayList<>();
        store.forEachJoin(join -> {
            agenda.put(join.windowId().text(), now);
            Ending ending = join.ending();
            if (join.window() == null
                    && ending != null
                    && ending.since().plus(END_WITHOUT_WINDOW).isBefore(now)) {
                forgotten.add(join.windowId().text());
            }
        });
        forgotten.forEach(store::removeJoin);
        resubmitter.begin();
    }

    @Override
    public void tick() {
        for (String subject : agenda.due(access.clocks().now())) {
            store.join(subject).ifPresent(publisher::act);
            store.resubmission(subject).ifPresent(group -> resubmitter.send(subject, group));
        }
        publisher.publish();
    }

    @Override
    public boolean current(EffectKey key) {
        return key.version() == Fetcher.ANY_VERSION
                || publisher
                        .current(key)
                        .orElseGet(() -> store.resubmission(key.subject())
                                .filter(stored -> stored.version() == key.version())
                                .isPresent());
    }

    @Override
    public void end() {
        gauges.end();
        downloads.end(disk.handOver());
        memory.end();
    }

    /** A tombstone ends what is known of the window; requests of it that wait to be sent again are sent even so. */
    private void onWindow(String id, byte[] value) {
        if (value == null) {
            store.removeJoin(id);
            agenda.remove(id);
            publisher.forget(id);
            return;
        }
        Window window = JsonCodec.WINDOW.decode(value);
        put(store.joinOrEmpty(window.id()).with(window));
    }

    /** Tombstones of a manifest follow the one of its window; older parts of it may be read between the two. */
    private void onManifest(String key, long offset, byte[] value) {
        WindowId id = ManifestChunk.windowOf(key);
        Join join = store.joinOrEmpty(id);
        if (value != null) {
            put(join.withChunk(ManifestChunk.chunkOf(key), offset));
        } else if (join.window() == null) {
            Join less = join.withoutChunk(ManifestChunk.chunkOf(key));
            if (less.blank()) {
                store.removeJoin(id.text());
            } else {
                store.put(less);
            }
        }
    }

    private void onStatus(StatusEvent event) {
        if (event.status().terminal()) {
            Ending ending = Ending.of(event, access.clocks().now());
            put(store.joinOrEmpty(event.windowId()).with(ending));
        }
    }

    private void put(Join join) {
        store.put(join);
        if (join.complete()) {
            agenda.put(join.windowId().text(), access.clocks().now());
        }
    }

    /**
     * What a joiner's tasks work with.
     *
     * @param settings what the joiner is told
     * @param accounts the ways to the providers, by account
     * @param log records read again by their offsets
     * @param requestMaxBytes the largest request, from which the limits of the topics follow
     * @param meters where they count
     * @param disk what result files may take on disk, over all tasks
     * @param memory what prepared outcomes may take in memory, over all tasks
     */
    record Parts(
            JoinerSettings settings,
            Map<String, BatchProvider> accounts,
            RecordLog log,
            int requestMaxBytes,
            JoinerMeters meters,
            Allowance disk,
            Allowance memory) {
        Parts {
            accounts = Map.copyOf(accounts);
        }
    }
}
