package dev.batchline.joiner;

import dev.batchline.providers.BatchProvider;
import dev.batchline.runtime.BackOff;
import dev.batchline.runtime.task.Agenda;
import dev.batchline.runtime.task.EffectKey;
import dev.batchline.runtime.task.TaskAccess;
import dev.batchline.runtime.task.TaskShell;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.ManifestChunk;
import dev.batchline.schemas.StatusEvent;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.Window;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One life of a joiner's task: gathers what is known of each window, and publishes the ones that ended. */
final class JoinerShell implements TaskShell {
    private static final Logger LOG = LoggerFactory.getLogger(JoinerShell.class);
    private static final Duration SOON = Duration.ofMillis(200);
    private static final BackOff TROUBLE = new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(1));

    private final TaskAccess access;
    private final Parts parts;
    private final JoinStore store;
    private final Downloads downloads;
    private final Agenda agenda = new Agenda();
    private final Publisher publisher;
    private final Map<String, Integer> failures = new HashMap<>();

    JoinerShell(TaskAccess access, Parts parts) {
        this.access = access;
        this.parts = parts;
        this.store = new JoinStore(access.store(JoinStore.JOINS), access.store(JoinStore.RESUBMISSIONS));
        Path directory = parts.settings()
                .directory()
                .resolve(Integer.toString(access.partition()))
                .resolve(access.life());
        this.downloads = new Downloads(directory);
        this.publisher = new Publisher(access, parts, store, new JoinEvents(access), downloads, agenda);
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
                    REPLAYS -> throw new IllegalStateException("the joiner's tasks do not read " + topic);
        }
    }

    @Override
    public void begin() {
        Instant now = access.clocks().now();
        store.forEachJoin(join -> agenda.put(join.windowId().text(), now));
        store.forEachResubmission((key, group) -> agenda.put(key, group.notBefore()));
    }

    @Override
    public void tick() {
        for (String subject : agenda.due(access.clocks().now())) {
            store.join(subject).ifPresent(publisher::act);
            store.resubmission(subject).ifPresent(group -> resubmit(subject, group));
        }
    }

    @Override
    public boolean current(EffectKey key) {
        Optional<Long> version = store.join(key.subject())
                .map(Join::version)
                .or(() -> store.resubmission(key.subject()).map(Resubmission::version));
        return version.filter(stored -> stored == key.version()).isPresent();
    }

    @Override
    public void end() {
        downloads.end();
    }

    private void onWindow(String id, byte[] value) {
        if (value == null) {
            store.removeJoin(id);
            agenda.remove(id);
            downloads.forget(id);
            return;
        }
        Window window = JsonCodec.WINDOW.decode(value);
        put(store.joinOrEmpty(window.id()).with(window));
    }

    private void onManifest(String key, long offset, byte[] value) {
        if (value != null) {
            put(store.joinOrEmpty(ManifestChunk.windowOf(key)).withChunk(ManifestChunk.chunkOf(key), offset));
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

    private void resubmit(String key, Resubmission group) {
        Optional<Join> join = store.join(Resubmission.windowOf(key));
        if (join.isEmpty()) {
            LOG.atError().addKeyValue("group", key).log("Lines wait to be sent again, and their window is gone");
            return;
        }
        boolean started = access.effects()
                .start(
                        new EffectKey(key, group.version()),
                        new ResubmitTask(group, Manifest.of(parts.log(), join.get()), parts.log()),
                        batch -> onResubmit(key, group, batch),
                        failure -> {
                            LOG.atError()
                                    .setCause(failure)
                                    .addKeyValue("group", key)
                                    .log("Sending again failed and is tried again");
                            Duration wait = TROUBLE.after(failures.merge(key, 1, Integer::sum));
                            agenda.put(key, access.clocks().now().plus(wait));
                        });
        if (!started) {
            agenda.put(key, access.clocks().now().plus(SOON));
        }
    }

    private void onResubmit(String key, Resubmission group, ResubmitTask.Batch batch) {
        failures.remove(key);
        for (ResubmitTask.Again again : batch.records()) {
            access.forward(Topic.LANES, again.lane(), again.value(), again.headers());
        }
        Resubmission rest = group.after(batch.lastLine());
        if (!rest.lines().isEmpty()) {
            store.put(key, rest);
            agenda.put(key, access.clocks().now());
            return;
        }
        store.removeResubmission(key);
        Join join = store.join(Resubmission.windowOf(key)).orElseThrow();
        Join less = join.with(join.progress().oneLessWaiting());
        store.put(less);
        publisher.act(less);
    }

    /**
     * What a joiner's tasks work with.
     *
     * @param settings what the joiner is told
     * @param accounts the ways to the providers, by account
     * @param log records read again by their offsets
     * @param requestMaxBytes the largest request, from which the limits of the topics follow
     */
    record Parts(JoinerSettings settings, Map<String, BatchProvider> accounts, RecordLog log, int requestMaxBytes) {
        Parts {
            accounts = Map.copyOf(accounts);
        }
    }
}
