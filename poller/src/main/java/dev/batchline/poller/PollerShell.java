package dev.batchline.poller;

import dev.batchline.providers.BatchProvider;
import dev.batchline.providers.Outcome;
import dev.batchline.providers.RemoteBatch;
import dev.batchline.runtime.task.Agenda;
import dev.batchline.runtime.task.EffectKey;
import dev.batchline.runtime.task.TaskAccess;
import dev.batchline.runtime.task.TaskShell;
import dev.batchline.schemas.BatchError;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.ErrorCode;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.StatusEvent;
import dev.batchline.schemas.SubmittedHow;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One life of a poller's task: asks how each open batch of its partition stands and tells every change. */
final class PollerShell implements TaskShell {
    private static final Logger LOG = LoggerFactory.getLogger(PollerShell.class);
    private static final int LETTERS_A_TICK = 200;

    private final TaskAccess access;
    private final PollerSettings settings;
    private final RandomGenerator random;
    private final PollerMeters meters;
    private final Sweeps sweeps;
    private final BatchStore store;
    private final GoneWindows gone;
    private final Windows windows;
    private final Cancels cancels;
    private final Inbox inbox;
    private final Agenda agenda = new Agenda();
    private final Gathering gathering = new Gathering();
    private final Standings standings = new Standings();
    private @Nullable Figures figures;

    PollerShell(TaskAccess access, PollerParts parts) {
        this.access = access;
        this.settings = parts.settings();
        this.random = parts.random();
        this.meters = parts.meters();
        this.sweeps = parts.sweeps();
        this.store = new BatchStore(access.store(BatchStore.NAME));
        this.gone = new GoneWindows(access.store(GoneWindows.NAME));
        this.windows = new Windows(store);
        this.cancels = new Cancels(access, meters);
        this.inbox = sweeps.open(access.partition());
    }

    @Override
    public void receive(Topic topic, long offset, Record<byte[], byte[]> record) {
        if (topic != Topic.WINDOWS) {
            throw new IllegalStateException("the poller's tasks do not read " + topic);
        }
        Instant now = access.clocks().now();
        if (record.value() == null) {
            forget(new String(record.key(), StandardCharsets.UTF_8), now);
            return;
        }
        Window window = JsonCodec.WINDOW.decode(record.value());
        windows.take(window).ifPresent(batch -> {
            String id = batch.windowId().text();
            settle(id);
            standings.note(batch);
            agenda.put(id, batch.end() == null ? now.plus(interval(Duration.ZERO)) : now);
            if (window.state() instanceof WindowState.Submitted submitted && submitted.how() == SubmittedHow.ADOPTED) {
                sweeps.account(batch.account()).ifPresent(account -> account.request(now, now));
            }
        });
    }

    private void forget(String id, Instant now) {
        store.remove(id);
        gone.put(id, now);
        agenda.remove(id);
        standings.forget(id);
        settle(id);
    }

    /** Nothing more is to be expected of what was asked about a window's batch so far. */
    private void settle(String id) {
        gathering.remove(id);
        cancels.settled(id);
    }

    /** Everything is asked for soon, spread over the shortest interval. */
    @Override
    public void begin() {
        Instant now = access.clocks().now();
        store.forEach(batch -> {
            standings.note(batch);
            if (!batch.ended()) {
                agenda.put(batch.windowId().text(), batch.end() == null ? now.plus(spread()) : now);
            }
        });
    }

    @Override
    public void tick() {
        report();
        readInbox();
        Instant now = access.clocks().now();
        for (String id : agenda.due(now)) {
            open(id).ifPresent(batch -> {
                OpenBatch.End end = batch.end();
                if (end == null) {
                    askWhenAllowed(id, batch, now);
                } else {
                    tell(batch, end.status(), OpenBatch.Facts.of(dialect(batch.account()), end));
                }
            });
        }
        report();
        gathering.accounts().forEach(name -> sweeps.account(name).ifPresent(account -> decide(account, now)));
        gone.forgetOld(now);
        sweeps.tick();
    }

    @Override
    public boolean current(EffectKey key) {
        return open(key.subject())
                .filter(batch -> batch.version() == key.version())
                .isPresent();
    }

    @Override
    public void end() {
        sweeps.close(inbox);
        meters.hide(inbox, sweeps);
    }

    private Optional<OpenBatch> open(String id) {
        return store.get(id).filter(batch -> !batch.ended());
    }

    private @Nullable String dialect(@Nullable String account) {
        return sweeps.account(account).map(watch -> watch.provider().dialect()).orElse(null);
    }

    /** What this task has goes into the sums of the process. */
    private void report() {
        Figures changed = standings.changed();
        if (changed != null) {
            figures = changed;
            meters.show(inbox, changed, sweeps);
        }
        Figures current = figures;
        if (current == null) {
            return;
        }
        for (AccountWatch account : sweeps.accounts()) {
            Figures.OfAccount open = current.accounts().get(account.account());
            account.report(
                    inbox,
                    new AccountWatch.Load(
                            open == null ? 0 : open.open(),
                            gathering.count(account.account()),
                            open == null ? null : open.oldest()));
        }
    }

    private void readInbox() {
        for (int n = 0; n < LETTERS_A_TICK; n++) {
            switch (inbox.poll()) {
                case null -> {
                    return;
                }
                case Inbox.Seen seen -> onListed(seen);
                case Inbox.Finished(String account, long number) -> {
                    for (String id : gathering.finished(account, number)) {
                        open(id).ifPresent(batch -> ask(id, batch));
                    }
                }
            }
        }
    }

    private void onListed(Inbox.Seen seen) {
        String id = seen.marks().window().text();
        OpenBatch known = store.get(id).orElse(null);
        Instant now = access.clocks().now();
        switch (SweepPolicy.judge(known, gone.contains(id), seen.batch(), seen.marks(), now)) {
            case Finding.Recorded recorded ->
                sweeps.account(seen.account())
                        .ifPresent(account -> open(id).ifPresent(batch -> {
                            gathering.remove(id);
                            onSeen(batch, account.provider(), seen.batch());
                        }));
            case Finding.Stray(StrayKind kind) -> cancels.stray(kind, seen);
            case Finding.TooYoung(Instant until) ->
                sweeps.account(seen.account()).ifPresent(account -> account.request(until, now));
            case Finding.Nothing nothing -> {
                if (seen.batch().status().filter(BatchStatus::terminal).isPresent()) {
                    cancels.ended(seen.batch().id());
                }
            }
        }
    }

    private void askWhenAllowed(String id, OpenBatch batch, Instant now) {
        AccountWatch account = sweeps.account(batch.account()).orElse(null);
        if (account == null) {
            LOG.atError()
                    .addKeyValue("window", id)
                    .addKeyValue("account", batch.account())
                    .log("Batch cannot be asked for: its account is not configured");
            agenda.put(id, now.plus(settings.longest()));
        } else if (now.isBefore(account.heldUntil())) {
            agenda.put(id, account.heldUntil().plus(spread()));
        } else if (SweepPolicy.gathers(account.demand())) {
            gathering.add(account.account(), id, now);
        } else {
            ask(id, batch);
        }
    }

    private void decide(AccountWatch account, Instant now) {
        Instant since = gathering.since(account.account()).orElse(now);
        switch (SweepPolicy.way(account.demand(), Duration.between(since, now), settings.shortest())) {
            case LIST -> gathering.await(account.account(), account.request(now, now));
            case WAIT -> {}
            case ASK -> {
                for (String id : gathering.take(account.account())) {
                    open(id).ifPresent(batch -> ask(id, batch));
                }
            }
        }
    }

    private void ask(String id, OpenBatch batch) {
        AccountWatch account = sweeps.account(batch.account()).orElse(null);
        String batchId = batch.batchId();
        if (account == null || batchId == null) {
            later(batch);
            return;
        }
        boolean started = access.effects()
                .start(
                        new EffectKey(id, batch.version()),
                        () -> account.provider().retrieve(batchId),
                        outcome -> open(id).filter(now -> batchId.equals(now.batchId()))
                                .ifPresent(now -> onAnswer(now, account, outcome)),
                        failure -> {
                            LOG.atWarn()
                                    .setCause(failure)
                                    .addKeyValue("window", id)
                                    .log("Asking for a batch failed; it is asked for again");
                            later(batch);
                        });
        if (!started) {
            later(batch);
        }
    }

    private void onAnswer(OpenBatch batch, AccountWatch account, Outcome<RemoteBatch> outcome) {
        Instant now = access.clocks().now();
        if (outcome instanceof Outcome.Success<RemoteBatch>(RemoteBatch seen)) {
            account.answered(now);
            onSeen(batch, account.provider(), seen);
            return;
        }
        LOG.atWarn()
                .addKeyValue("window", batch.windowId())
                .addKeyValue("batch", batch.batchId())
                .addKeyValue("outcome", outcome)
                .log("Provider did not tell how a batch stands; it is asked again");
        cancels.alarm(batch);
        Duration wait = outcome.waitAtLeast(interval(batch), settings.longest());
        agenda.put(batch.windowId().text(), now.plus(wait));
        if (outcome instanceof Outcome.Throttled<RemoteBatch> throttled) {
            account.hold(now.plus(throttled.retryAfter().orElse(settings.shortest())));
        } else if (outcome instanceof Outcome.NotFound<RemoteBatch>) {
            onAbsent(batch, account);
        }
    }

    private void onAbsent(OpenBatch batch, AccountWatch account) {
        Instant now = access.clocks().now();
        OpenBatch noted = batch.watched(PollPolicy.absent(batch, now));
        if (!PollPolicy.lost(noted.watch(), account.answered().orElse(Instant.MIN), now)) {
            keep(batch, noted);
            return;
        }
        LOG.atError()
                .addKeyValue("window", batch.windowId())
                .addKeyValue("batch", batch.batchId())
                .addKeyValue("account", account.account())
                .addKeyValue("absence", noted.watch().absence())
                .log("Provider no longer knows a batch; it has ended as failed");
        meters.lost(account.account());
        BatchError why = new BatchError(
                ErrorCode.BATCH_LOST.word(),
                "The provider no longer knows the batch " + batch.batchId() + ".",
                null,
                null);
        tell(noted, BatchStatus.FAILED, OpenBatch.Facts.lost(account.provider().dialect(), noted, why));
    }

    private void onSeen(OpenBatch batch, BatchProvider provider, RemoteBatch seen) {
        if (seen.status().isEmpty()) {
            meters.unknownWord(String.valueOf(batch.account()));
            LOG.atWarn()
                    .addKeyValue("batch", batch.batchId())
                    .addKeyValue("word", seen.providerStatus())
                    .log("Provider uses a status word that is not known; the batch is polled on");
        }
        Instant now = access.clocks().now();
        OpenBatch noted = batch.watched(PollPolicy.present(batch.watch(), seen));
        Optional<BatchStatus> change = PollPolicy.change(noted, seen, settings, now);
        if (change.filter(BatchStatus::terminal).isEmpty()) {
            cancels.alarm(noted);
            noted = cancels.overdue(noted);
        }
        if (change.isPresent()) {
            tell(noted, change.get(), OpenBatch.Facts.of(provider.dialect(), seen));
        } else {
            keep(batch, noted);
            later(noted);
        }
    }

    private void keep(OpenBatch before, OpenBatch after) {
        if (!after.equals(before)) {
            store.put(after);
            standings.note(after);
        }
    }

    private void tell(OpenBatch batch, BatchStatus status, OpenBatch.Facts facts) {
        Instant now = access.clocks().now();
        String id = batch.windowId().text();
        StatusEvent event = batch.event(status, facts, now);
        OpenBatch told = batch.told(status, facts.counts(), now);
        keep(batch, told);
        access.forward(Topic.STATUS, id.getBytes(StandardCharsets.UTF_8), JsonCodec.STATUS.encode(event), List.of());
        meters.told(status);
        if (status != batch.status()) {
            LOG.atInfo()
                    .addKeyValue("window", id)
                    .addKeyValue("batch", batch.batchId())
                    .addKeyValue("status", status.word())
                    .addKeyValue("counts", facts.counts())
                    .log("Batch status changed");
        }
        if (told.ended()) {
            agenda.remove(id);
            settle(id);
        } else {
            later(told);
        }
    }

    private void later(OpenBatch batch) {
        agenda.put(batch.windowId().text(), access.clocks().now().plus(interval(batch)));
    }

    /** A part of the shortest interval, so that not everything is asked for at once. */
    private Duration spread() {
        return Duration.ofMillis(random.nextLong(Math.max(1, settings.shortest().toMillis())));
    }

    private Duration interval(OpenBatch batch) {
        return interval(Duration.between(batch.submittedAt(), access.clocks().now()));
    }

    private Duration interval(Duration age) {
        return PollPolicy.interval(age, settings, random.nextDouble());
    }
}
