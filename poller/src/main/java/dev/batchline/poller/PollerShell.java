package dev.batchline.poller;

import dev.batchline.providers.BatchProvider;
import dev.batchline.providers.Outcome;
import dev.batchline.providers.RemoteBatch;
import dev.batchline.runtime.task.Agenda;
import dev.batchline.runtime.task.EffectKey;
import dev.batchline.runtime.task.TaskAccess;
import dev.batchline.runtime.task.TaskShell;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.StatusEvent;
import dev.batchline.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One life of a poller's task: asks how each open batch of its partition stands and tells every change. */
final class PollerShell implements TaskShell {
    private static final Logger LOG = LoggerFactory.getLogger(PollerShell.class);

    private final TaskAccess access;
    private final PollerSettings settings;
    private final Map<String, BatchProvider> accounts;
    private final RandomGenerator random;
    private final BatchStore store;
    private final Windows windows;
    private final Agenda agenda = new Agenda();

    PollerShell(
            TaskAccess access, PollerSettings settings, Map<String, BatchProvider> accounts, RandomGenerator random) {
        this.access = access;
        this.settings = settings;
        this.accounts = accounts;
        this.random = random;
        this.store = new BatchStore(access.store(BatchStore.NAME));
        this.windows = new Windows(store);
    }

    @Override
    public void receive(Topic topic, long offset, Record<byte[], byte[]> record) {
        if (topic != Topic.WINDOWS) {
            throw new IllegalStateException("the poller's tasks do not read " + topic);
        }
        if (record.value() == null) {
            String id = new String(record.key(), StandardCharsets.UTF_8);
            store.remove(id);
            agenda.remove(id);
            return;
        }
        Instant now = access.clocks().now();
        windows.take(JsonCodec.WINDOW.decode(record.value()))
                .ifPresent(batch -> agenda.put(
                        batch.windowId().text(), batch.end() == null ? now.plus(interval(Duration.ZERO)) : now));
    }

    /** Everything is asked for soon, spread over the shortest interval. */
    @Override
    public void begin() {
        Instant now = access.clocks().now();
        long spread = Math.max(1, settings.shortest().toMillis());
        store.forEach(batch -> {
            if (!batch.ended()) {
                Instant due = batch.end() == null ? now.plusMillis(random.nextLong(spread)) : now;
                agenda.put(batch.windowId().text(), due);
            }
        });
    }

    @Override
    public void tick() {
        for (String id : agenda.due(access.clocks().now())) {
            store.get(id).filter(batch -> !batch.ended()).ifPresent(batch -> {
                OpenBatch.End end = batch.end();
                if (end == null) {
                    ask(id, batch);
                } else {
                    tell(batch, end.status(), OpenBatch.Facts.of(dialect(batch.account()), end));
                }
            });
        }
    }

    @Override
    public boolean current(EffectKey key) {
        return store.get(key.subject())
                .filter(batch -> !batch.ended() && batch.version() == key.version())
                .isPresent();
    }

    private @Nullable String dialect(@Nullable String account) {
        BatchProvider provider = accounts.get(String.valueOf(account));
        return provider == null ? null : provider.dialect();
    }

    private void ask(String id, OpenBatch batch) {
        BatchProvider provider = accounts.get(String.valueOf(batch.account()));
        if (provider == null) {
            LOG.atError()
                    .addKeyValue("window", id)
                    .addKeyValue("account", batch.account())
                    .log("Batch cannot be asked for: its account is not configured");
            agenda.put(id, access.clocks().now().plus(settings.longest()));
            return;
        }
        String batchId = String.valueOf(batch.batchId());
        boolean started = access.effects()
                .start(
                        new EffectKey(id, batch.version()),
                        () -> provider.retrieve(batchId),
                        outcome -> onAnswer(batch, provider, outcome),
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

    private void onAnswer(OpenBatch batch, BatchProvider provider, Outcome<RemoteBatch> outcome) {
        if (outcome instanceof Outcome.Success<RemoteBatch>(RemoteBatch seen)) {
            onSeen(batch, provider, seen);
            return;
        }
        LOG.atWarn()
                .addKeyValue("window", batch.windowId())
                .addKeyValue("batch", batch.batchId())
                .addKeyValue("outcome", outcome)
                .log("Provider did not tell how a batch stands; it is asked again");
        Duration wait = outcome.waitAtLeast(interval(batch), settings.longest());
        agenda.put(batch.windowId().text(), access.clocks().now().plus(wait));
    }

    private void onSeen(OpenBatch batch, BatchProvider provider, RemoteBatch seen) {
        if (seen.status().isEmpty()) {
            LOG.atWarn()
                    .addKeyValue("batch", batch.batchId())
                    .addKeyValue("word", seen.providerStatus())
                    .log("Provider uses a status word that is not known; the batch is polled on");
        }
        Optional<BatchStatus> change =
                PollPolicy.change(batch, seen, settings, access.clocks().now());
        if (change.isPresent()) {
            tell(batch, change.get(), OpenBatch.Facts.of(provider.dialect(), seen));
        } else {
            later(batch);
        }
    }

    private void tell(OpenBatch batch, BatchStatus status, OpenBatch.Facts facts) {
        Instant now = access.clocks().now();
        String id = batch.windowId().text();
        StatusEvent event = batch.event(status, facts, now);
        OpenBatch told = batch.told(status, facts.counts(), now);
        store.put(told);
        access.forward(Topic.STATUS, id.getBytes(StandardCharsets.UTF_8), JsonCodec.STATUS.encode(event), List.of());
        if (status != batch.status()) {
            LOG.atInfo()
                    .addKeyValue("window", id)
                    .addKeyValue("batch", batch.batchId())
                    .addKeyValue("status", status.word())
                    .addKeyValue("counts", facts.counts())
                    .log("Batch status changed");
        }
        if (!told.ended()) {
            later(told);
        }
    }

    private void later(OpenBatch batch) {
        agenda.put(batch.windowId().text(), access.clocks().now().plus(interval(batch)));
    }

    private Duration interval(OpenBatch batch) {
        return interval(Duration.between(batch.submittedAt(), access.clocks().now()));
    }

    private Duration interval(Duration age) {
        return PollPolicy.interval(age, settings, random.nextDouble());
    }
}
