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
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.RequestCounts;
import dev.batchline.schemas.StatusEvent;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.random.RandomGenerator;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** One life of a poller's task: asks how each open batch of its partition stands and tells every change. */
final class PollerShell implements TaskShell {
    static final String STORE = "batches";

    private static final Logger LOG = LoggerFactory.getLogger(PollerShell.class);
    private static final JsonCodec<OpenBatch> CODEC = new JsonCodec<>(OpenBatch.class, OpenBatch.FORMAT);
    private static final String NO_PROVIDER = "none";

    private final TaskAccess access;
    private final PollerSettings settings;
    private final Map<String, BatchProvider> accounts;
    private final RandomGenerator random;
    private final KeyValueStore<String, byte[]> store;
    private final Agenda agenda = new Agenda();

    PollerShell(
            TaskAccess access, PollerSettings settings, Map<String, BatchProvider> accounts, RandomGenerator random) {
        this.access = access;
        this.settings = settings;
        this.accounts = accounts;
        this.random = random;
        this.store = access.store(STORE);
    }

    @Override
    public void receive(Topic topic, long offset, Record<byte[], byte[]> record) {
        if (topic != Topic.WINDOWS) {
            throw new IllegalStateException("the poller's tasks do not read " + topic);
        }
        String id = new String(record.key(), StandardCharsets.UTF_8);
        if (record.value() == null) {
            store.delete(id);
            agenda.remove(id);
            return;
        }
        Window window = JsonCodec.WINDOW.decode(record.value());
        switch (window.state()) {
            case WindowState.Submitted submitted -> onSubmitted(window, submitted);
            case WindowState.Rejected rejected ->
                endWithoutBatch(
                        window,
                        rejected.account(),
                        BatchStatus.FAILED,
                        new BatchError(rejected.code(), rejected.message(), null, null));
            case WindowState.Cancelled cancelled ->
                endWithoutBatch(window, cancelled.account(), BatchStatus.CANCELLED, null);
            case WindowState.Open open -> {}
            case WindowState.Sealed sealed -> {}
            case WindowState.Uploaded uploaded -> {}
            case WindowState.Creating creating -> {}
        }
    }

    @Override
    public void begin() {
        Instant now = access.clocks().now();
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> entry = all.next();
                if (!CODEC.decode(entry.value).ended()) {
                    agenda.put(entry.key, now);
                }
            }
        }
    }

    @Override
    public void tick() {
        for (String id : agenda.due(access.clocks().now())) {
            get(id).filter(batch -> !batch.ended()).ifPresent(batch -> ask(id, batch));
        }
    }

    @Override
    public boolean current(EffectKey key) {
        return get(key.subject())
                .filter(batch -> !batch.ended() && batch.version() == key.version())
                .isPresent();
    }

    private Optional<OpenBatch> get(String id) {
        return Optional.ofNullable(store.get(id)).map(CODEC::decode);
    }

    private void onSubmitted(Window window, WindowState.Submitted submitted) {
        String id = window.id().text();
        Optional<OpenBatch> known = get(id);
        if (known.isPresent() && known.get().submission() >= submitted.submission()) {
            return;
        }
        Instant now = access.clocks().now();
        OpenBatch batch = batch(
                window,
                submitted.account(),
                submitted.batchId(),
                submitted.submission(),
                known.map(OpenBatch::version).orElse(0L));
        store.put(id, CODEC.encode(batch));
        agenda.put(id, now.plus(PollPolicy.interval(Duration.ZERO, settings, random.nextDouble())));
    }

    private OpenBatch batch(
            Window window, @Nullable String account, @Nullable String batchId, int submission, long version) {
        Instant now = access.clocks().now();
        return new OpenBatch(
                OpenBatch.FORMAT,
                window.id(),
                account,
                batchId,
                window.facts().lane().endpoint(),
                window.facts().lane().model(),
                submission,
                now,
                version,
                null,
                RequestCounts.NONE,
                now);
    }

    private void endWithoutBatch(
            Window window, @Nullable String account, BatchStatus status, @Nullable BatchError error) {
        Optional<OpenBatch> known = get(window.id().text());
        if (known.isPresent() && known.get().batchId() == null) {
            return;
        }
        OpenBatch batch = batch(
                window,
                account,
                null,
                known.map(before -> before.submission() + 1).orElse(1),
                known.map(OpenBatch::version).orElse(0L));
        String provider = Optional.ofNullable(account)
                .map(accounts::get)
                .map(BatchProvider::dialect)
                .orElse(NO_PROVIDER);
        OpenBatch.Facts facts = new OpenBatch.Facts(
                provider, null, RequestCounts.NONE, null, null, null, error == null ? List.of() : List.of(error));
        tell(batch, status, facts);
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
        Duration wait = switch (outcome) {
            case Outcome.Throttled<?> throttled -> throttled.retryAfter().orElse(Duration.ZERO);
            case Outcome.Unavailable<?> unavailable -> unavailable.retryAfter().orElse(Duration.ZERO);
            case Outcome.AccountBlocked<?> blocked -> settings.longest();
            case Outcome.NotFound<?> notFound -> Duration.ZERO;
            case Outcome.Refused<?> refused -> settings.longest();
            case Outcome.Success<?> success -> Duration.ZERO;
        };
        Duration own = interval(batch);
        agenda.put(batch.windowId().text(), access.clocks().now().plus(wait.compareTo(own) > 0 ? wait : own));
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
            OpenBatch.Facts facts = new OpenBatch.Facts(
                    provider.dialect(),
                    seen.providerStatus(),
                    seen.counts(),
                    seen.outputFileId(),
                    seen.errorFileId(),
                    seen.expiresAt(),
                    seen.errors());
            tell(batch, change.get(), facts);
        } else {
            later(batch);
        }
    }

    private void tell(OpenBatch batch, BatchStatus status, OpenBatch.Facts facts) {
        Instant now = access.clocks().now();
        String id = batch.windowId().text();
        StatusEvent event = batch.event(status, facts, now);
        OpenBatch told = batch.told(status, facts.counts(), now);
        store.put(id, CODEC.encode(told));
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
        Duration age = Duration.between(batch.submittedAt(), access.clocks().now());
        return PollPolicy.interval(age, settings, random.nextDouble());
    }
}
