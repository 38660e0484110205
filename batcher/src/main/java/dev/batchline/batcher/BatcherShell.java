package dev.batchline.batcher;

import dev.batchline.runtime.task.EffectKey;
import dev.batchline.runtime.task.TaskAccess;
import dev.batchline.runtime.task.TaskShell;
import dev.batchline.schemas.Command;
import dev.batchline.schemas.JoinEvent;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.Selection;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.UnreadableRecordException;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowId;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.apache.kafka.streams.processor.api.Record;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One life of a batcher's task: a windower and a submitter over the same windows. */
final class BatcherShell implements TaskShell {
    private static final Logger LOG = LoggerFactory.getLogger(BatcherShell.class);

    private final TaskAccess access;
    private final LaneLog lanes;
    private final WindowStore windows;
    private final WindowEvents events;
    private final Spool spool;
    private final Windower windower;
    private final SubmitMeters submitMeters;
    private final Submitter submitter;
    private final Removals removals;
    private final Orphans orphans;
    private final Purge purge;
    private final LaneReports reports;

    BatcherShell(
            TaskAccess access,
            BatcherSettings settings,
            Accounts accounts,
            LaneLog lanes,
            SpoolRoom room,
            BatcherMeters meters) {
        Path directory = settings.spool()
                .directory()
                .resolve(Integer.toString(access.partition()))
                .resolve(access.life());
        this.access = access;
        this.lanes = lanes;
        this.windows = new WindowStore(access.store(WindowStore.NAME));
        this.spool = new Spool(directory, room);
        this.events = new WindowEvents(access, windows);
        this.windower = new Windower(access, settings, accounts, events, spool, meters.task(access.partition()));
        Uploads uploads = new Uploads(access, lanes, spool);
        this.submitMeters = new SubmitMeters(meters.registry());
        this.submitter = new Submitter(access, settings, accounts, events, uploads, submitMeters);
        this.removals = new Removals(
                access, accounts, events.notes(), submitMeters, settings.files().deleted());
        this.orphans = new Orphans(access, settings, accounts, events, submitMeters);
        this.purge = new Purge(access, windows, lanes);
        this.reports = new LaneReports(access, settings.partitions(), accounts, windower, submitter, events);
    }

    @Override
    public void receive(Topic topic, long offset, Record<byte[], byte[]> record) {
        switch (topic) {
            case LANES -> windower.take(offset, record);
            case WINDOWS -> onWindow(record);
            case JOINS -> {
                if (record.value() != null) {
                    onJoin(JsonCodec.JOIN.decode(record.value()));
                }
            }
            case STATUS -> {
                if (record.value() != null) {
                    submitter.onStatus(JsonCodec.STATUS.decode(record.value()));
                }
            }
            case COMMANDS -> onCommand(record);
            case REQUESTS,
                    MANIFESTS,
                    LEASES,
                    RESULTS_COMPLETED,
                    RESULTS_FAILED,
                    DEAD_LETTERS,
                    LEDGER,
                    LANE_STATUS,
                    REPLAYS -> throw new IllegalStateException("the batcher's tasks do not read " + topic);
        }
    }

    @Override
    public void begin() {
        purge.begin();
        submitter.begin();
        removals.begin();
        reports.begin();
    }

    @Override
    public void tick() {
        windower.tick(lanes::routedUntil);
        submitter.tick();
        removals.tick();
        reports.tick();
        orphans.tick();
    }

    @Override
    public boolean current(EffectKey key) {
        return key.subject().equals(Purge.SUBJECT)
                || Cancels.made(key)
                || Removals.made(key)
                || Orphans.made(key)
                || windows.get(key.subject())
                        .filter(window -> window.version() == key.version())
                        .isPresent();
    }

    @Override
    public void quiesce() {
        submitter.quiesce();
    }

    @Override
    public void end() {
        windower.end();
        submitMeters.end();
        spool.end();
    }

    private void onJoin(JoinEvent event) {
        windower.onJoin(event);
        if (event.state() instanceof JoinState.Done done) {
            windows.get(event.windowId()).ifPresent(window -> removals.done(window, done));
        }
        submitter.onJoin(event);
    }

    private void onWindow(Record<byte[], byte[]> record) {
        if (record.value() == null) {
            purge.onRemoved();
            return;
        }
        Window window = JsonCodec.WINDOW.decode(record.value());
        events.readBack(window);
        purge.onWindow(window);
        windower.onWindow(window);
        submitter.onWindow(window);
    }

    /** Commands come from people: one that cannot be read is left alone. */
    private void onCommand(Record<byte[], byte[]> record) {
        if (record.key() == null || record.value() == null) {
            LOG.atWarn().log("Command without key or value has no effect");
            return;
        }
        String key = new String(record.key(), StandardCharsets.UTF_8);
        Command command;
        try {
            command = JsonCodec.COMMAND.decode(record.value());
        } catch (UnreadableRecordException e) {
            LOG.atWarn().setCause(e).addKeyValue("key", key).log("Command cannot be read and has no effect");
            return;
        }
        try {
            carryOut(key, command);
        } catch (UnreadableRecordException e) {
            LOG.atWarn().setCause(e).addKeyValue("key", key).log("Key of a command cannot be read; it has no effect");
        }
    }

    private void cancelItems(String key, Command command) {
        Selection selection = command.selection();
        boolean everything = key.equals(Command.EVERY_LANE) && (selection == null || selection.everybodys());
        if (selection == null || everything) {
            LOG.atWarn()
                    .addKeyValue("key", key)
                    .log("Command that does not say which requests are meant has no effect");
            return;
        }
        String lanesKey =
                key.equals(Command.EVERY_LANE) ? key : LaneKey.parse(key).text();
        events.selections().take(lanesKey, selection, access.clocks().now());
        windower.flush(lanesKey, selection);
        submitter.onCancel(lanesKey, selection, command);
    }

    private void carryOut(String key, Command command) {
        switch (command.action()) {
            case FLUSH -> windower.flush(key);
            case CANCEL -> {
                if (key.contains(LaneKey.SEPARATOR)) {
                    LaneKey lane = LaneKey.parse(key);
                    windower.flush(lane.text());
                    submitter.onCancel(lane, command);
                } else {
                    WindowId window = WindowId.parse(key);
                    windower.flush(window.text());
                    submitter.onCancel(window, command);
                }
            }
            case CANCEL_ITEMS -> cancelItems(key, command);
            case CANCEL_BATCH -> submitter.onCancel(WindowId.parse(key), command);
            case PAUSE -> {
                submitter.pause(key, command);
                reports.watch(key);
            }
            case RESUME -> submitter.resume(key, command);
        }
    }
}
