package dev.batchline.batcher;

import dev.batchline.batcher.AccountGate.Call;
import dev.batchline.providers.CreateBatch;
import dev.batchline.providers.Outcome;
import dev.batchline.providers.ProviderError;
import dev.batchline.providers.RemoteBatch;
import dev.batchline.providers.RemoteFile;
import dev.batchline.runtime.task.EffectKey;
import dev.batchline.runtime.task.TaskAccess;
import dev.batchline.schemas.SubmittedHow;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowState;
import java.time.Instant;
import java.util.HashSet;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The calls on closed windows' ways to their batches, and what follows from how each of them ended. */
final class SubmitCalls {
    private static final Logger LOG = LoggerFactory.getLogger(SubmitCalls.class);

    private final TaskAccess access;
    private final Accounts accounts;
    private final WindowEvents events;
    private final Uploads uploads;
    private final WindowAgenda agenda;
    private final AccountWatch watch;
    private final SubmitMeters meters;
    private final Set<String> cancelsTaken = new HashSet<>();

    SubmitCalls(
            TaskAccess access,
            Accounts accounts,
            WindowEvents events,
            Uploads uploads,
            WindowAgenda agenda,
            SubmitMeters meters) {
        this.access = access;
        this.accounts = accounts;
        this.events = events;
        this.uploads = uploads;
        this.agenda = agenda;
        this.watch = new AccountWatch(access.clocks(), accounts, agenda);
        this.meters = meters;
    }

    /** What calls tell of their accounts. */
    AccountWatch watch() {
        return watch;
    }

    /** Whether the provider has taken, in this life, the request to cancel a window's batch. */
    boolean cancelTaken(Window window) {
        return window.state() instanceof WindowState.Submitted submitted && cancelsTaken.contains(submitted.batchId());
    }

    void upload(Window window, WindowState.Sealed sealed, Account account) {
        Callable<UploadTask.Result> task = uploads.task(window, account);
        if (watch.enter(window, account, Call.UPLOAD)
                && access.effects()
                        .startTransfer(
                                key(window),
                                task,
                                result -> onUpload(window, account, sealed, result),
                                failure -> onUploadCrash(window, failure))) {
            events.queued().step(window.id(), QueuedTokens.Step.UPLOADING);
        }
    }

    /** Tells the manifest of a window that is dropped, and drops it. */
    void pack(Window window, Account account) {
        UploadTask task = uploads.task(window, account);
        transfer(
                window,
                task.packing(),
                result -> taken(window, account, result).ifPresent(packed -> onPacked(window, packed)));
    }

    /** What is unwanted of a window may have become more while its manifest was packed. */
    private void onPacked(Window window, UploadTask.Result.Packed packed) {
        if (events.notes().wish(window.id()).unwanted()) {
            drop(uploads.publishManifest(window, packed.manifest()));
        } else {
            agenda.now(window.id());
        }
    }

    /** Ends a window that has a manifest and no batch. */
    void drop(Window window) {
        Instant now = access.clocks().now();
        CancelPolicy.dropped(window.state(), events.notes().only(window.id()).orElse(null), now)
                .ifPresent(dropped -> events.move(window, dropped));
        agenda.advanced(window.id());
        LOG.atInfo().addKeyValue("window", window.id()).log("Window cancelled before there was a batch");
    }

    void create(Window window, WindowState.Uploaded intent, Account account) {
        CreateBatch request = new CreateBatch(
                intent.fileId(),
                window.facts().lane().endpoint(),
                window.facts().lane().options(),
                Marks.of(window.id(), intent.submission()));
        if (!watch.enter(window, account, Call.CREATE)) {
            return;
        }
        boolean started = access.effects()
                .start(
                        key(window),
                        () -> createIfOwner(account, request),
                        outcome -> onCreate(window, account, intent, outcome),
                        failure -> onCreateCrash(window, failure));
        if (started) {
            accounts.creations(account).take(access.clocks().now());
            events.queued().step(window.id(), QueuedTokens.Step.SENT);
        }
    }

    void reconcile(Window window, SubmitPolicy.Plan.Reconcile plan, Account account, boolean wanted) {
        ReconcileTask task = new ReconcileTask(
                window,
                plan.state(),
                account,
                plan.step(),
                wanted ? uploads.task(window, account) : null,
                () -> access.lease().holds(access.clocks()));
        boolean renews = wanted && plan.step() == SubmitPolicy.Plan.Step.RENEW;
        if (watch.enter(window, account, renews ? Call.UPLOAD : Call.LOOK)
                && transfer(window, task, result -> onReconcile(window, account, plan, result))) {
            meters.reconciled(account.name());
            LOG.atInfo().addKeyValue("window", window.id()).log("Batch is looked for, since it may have been created");
        }
    }

    void cancelBatch(Window window, WindowState.Submitted submitted, Account account) {
        if (watch.enter(window, account, Call.LOOK)) {
            access.effects()
                    .start(
                            key(window),
                            () -> account.provider().cancel(submitted.batchId()),
                            outcome -> onCancel(window, account, submitted, outcome),
                            failure -> onCrash(window, failure));
        }
    }

    /** Takes it that the provider has not taken the request to cancel a window's batch: the batch runs on. */
    void cancelAgain(Window window) {
        if (window.state() instanceof WindowState.Submitted submitted) {
            cancelsTaken.remove(submitted.batchId());
        }
    }

    /** Gives an intent of this life back if nothing was asked for yet: its successor need not look for a batch. */
    void withdraw(Window window) {
        boolean untouched = window.state() instanceof WindowState.Uploaded intent
                && access.life().equals(intent.life())
                && agenda.doubtSince(window.id()) == null
                && !access.effects().inFlight(window.id().text());
        if (untouched && window.state() instanceof WindowState.Uploaded intent) {
            events.move(window, intent.withdraw());
            LOG.atInfo().addKeyValue("window", window.id()).log("Window is left to whoever comes next");
        }
    }

    private <T> boolean transfer(Window window, Callable<T> call, Consumer<T> then) {
        return access.effects().startTransfer(key(window), call, then, failure -> onCrash(window, failure));
    }

    private void onUpload(Window window, Account account, WindowState.Sealed sealed, UploadTask.Result result) {
        events.queued().step(window.id(), QueuedTokens.Step.WAITING);
        if (result instanceof UploadTask.Result.Uploaded done) {
            uploaded(window, account, done, sealed.uploaded(done.remote().id(), access.life(), takenAt(done.remote())));
        } else {
            taken(window, account, result);
        }
    }

    /** When the provider took a file, by its own clock if it tells: batches are compared with it by that clock. */
    private Instant takenAt(RemoteFile file) {
        Instant told = file.createdAt();
        return told == null ? access.clocks().now() : told;
    }

    private void onUploadCrash(Window window, Exception failure) {
        events.queued().step(window.id(), QueuedTokens.Step.WAITING);
        onCrash(window, failure);
    }

    private void uploaded(
            Window window, Account account, UploadTask.Result.Uploaded done, WindowState.Uploaded intent) {
        watch.works(window, account, Call.UPLOAD, new Outcome.Success<>(done.remote()));
        agenda.advanced(window.id());
        uploads.adopt(window.id(), done.file());
        events.move(
                uploads.publishManifest(window, done.manifest()),
                access.effects().quiet() ? intent.withdraw() : intent);
    }

    /** What was only packed, or nothing after what else became of the file was dealt with. */
    private Optional<UploadTask.Result.Packed> taken(Window window, Account account, UploadTask.Result result) {
        switch (result) {
            case UploadTask.Result.Packed packed -> {
                return Optional.of(packed);
            }
            case UploadTask.Result.Uploaded done -> throw new IllegalStateException("an upload nobody asked for");
            case UploadTask.Result.Refused refused -> {
                watch.works(window, account, Call.UPLOAD, new Outcome.Refused<>(refused.error()));
                reject(uploads.publishManifest(window, refused.manifest()), refused.error());
            }
            case UploadTask.Result.NotUploaded not -> {
                uploads.adopt(window.id(), not.file());
                watch.later(window, account, Call.UPLOAD, not.outcome());
            }
            case UploadTask.Result.Torn torn -> {
                LOG.atError()
                        .addKeyValue("window", window.id())
                        .addKeyValue("reason", torn.why())
                        .log("Spool file is torn and is made again");
                uploads.forget(window.id());
                agenda.again(window.id(), Waiting.Reason.BACK_OFF, "its file is torn and is made again");
            }
            case UploadTask.Result.NoRoom full ->
                agenda.again(window.id(), Waiting.Reason.ROOM, "the spool has no room for its file");
        }
        return Optional.empty();
    }

    /** Off the stream thread: asks for the batch, unless the lease no longer holds or the process is ending. */
    private Optional<Outcome<RemoteBatch>> createIfOwner(Account account, CreateBatch request) {
        if (access.effects().quiet() || !access.lease().holds(access.clocks())) {
            accounts.creations(account).giveBack();
            return Optional.empty();
        }
        return Optional.of(account.provider().create(request));
    }

    private void onCreate(
            Window window, Account account, WindowState.Uploaded intent, Optional<Outcome<RemoteBatch>> asked) {
        if (asked.isEmpty()) {
            notSent(window);
            agenda.now(window.id());
            return;
        }
        Outcome<RemoteBatch> outcome = asked.get();
        meters.created(account.name(), SubmitMeters.Create.of(outcome));
        switch (outcome) {
            case Outcome.Success<RemoteBatch>(RemoteBatch batch) -> {
                watch.works(window, account, Call.CREATE, outcome);
                submitted(window, intent, batch.id(), SubmittedHow.CREATED);
            }
            case Outcome.NotFound<RemoteBatch> gone -> {
                watch.works(window, account, Call.CREATE, outcome);
                events.move(window, intent.fileGone(access.clocks().now()));
            }
            case Outcome.Refused<RemoteBatch> refused -> {
                watch.works(window, account, Call.CREATE, outcome);
                reject(window, refused.error());
            }
            case Outcome.Unavailable<RemoteBatch> unknown -> {
                LOG.atWarn()
                        .addKeyValue("window", window.id())
                        .addKeyValue("account", intent.account())
                        .addKeyValue("error", unknown.error())
                        .log("Nobody knows whether the batch was created; it is looked for");
                doubted(window);
            }
            case Outcome.Throttled<RemoteBatch> throttled -> notCreated(window, account, throttled);
            case Outcome.AccountBlocked<RemoteBatch> blocked -> notCreated(window, account, blocked);
        }
    }

    private void notCreated(Window window, Account account, Outcome<RemoteBatch> outcome) {
        accounts.creations(account).giveBack();
        watch.later(window, account, Call.CREATE, outcome);
        notSent(window);
    }

    private void notSent(Window window) {
        events.queued().step(window.id(), QueuedTokens.Step.INTENT);
        if (access.effects().quiet()) {
            withdraw(window);
        }
    }

    private void onCreateCrash(Window window, Exception failure) {
        LOG.atError()
                .setCause(failure)
                .addKeyValue("window", window.id())
                .log("Create failed; its batch is looked for");
        doubted(window);
    }

    private void doubted(Window window) {
        agenda.doubt(window.id());
        agenda.again(window.id(), Waiting.Reason.UNCERTAIN, "its create got no answer");
    }

    private void submitted(Window window, WindowState.Uploaded intent, String batchId, SubmittedHow how) {
        agenda.advanced(window.id());
        events.move(window, intent.submitted(batchId, how, access.clocks().now()));
        LOG.atInfo()
                .addKeyValue("window", window.id())
                .addKeyValue("account", intent.account())
                .addKeyValue("batch", batchId)
                .addKeyValue("how", how)
                .addKeyValue("requests", window.facts().requests())
                .log("Window submitted");
    }

    private void onReconcile(
            Window window, Account account, SubmitPolicy.Plan.Reconcile plan, ReconcileTask.Result result) {
        WindowState.Uploaded intent = plan.state();
        if (!(result instanceof ReconcileTask.Result.Trouble)) {
            watch.works(window, account, Call.LOOK, new Outcome.Success<>(result));
        }
        switch (result) {
            case ReconcileTask.Result.Found found -> {
                meters.created(account.name(), SubmitMeters.Create.ADOPTED);
                meters.duplicatesCancelled(account.name(), found.cancelled());
                submitted(window, intent, found.batch().id(), SubmittedHow.ADOPTED);
            }
            case ReconcileTask.Result.NotFound none ->
                agenda.again(
                        window.id(),
                        Waiting.Reason.UNCERTAIN,
                        "no batch is found, and one may still show up until " + plan.settled());
            case ReconcileTask.Result.Fenced fenced -> {
                agenda.fence(window.id());
                agenda.now(window.id());
            }
            case ReconcileTask.Result.Never never -> onNever(window, intent);
            case ReconcileTask.Result.Renewed renewed -> onRenewed(window, account, intent, renewed.upload());
            case ReconcileTask.Result.Trouble trouble -> watch.later(window, account, Call.LOOK, trouble.outcome());
        }
    }

    /** The file is gone by now: if the window is to be looked through again, that is as good as one not uploaded. */
    private void onNever(Window window, WindowState.Uploaded intent) {
        if (events.notes().wish(window.id()).unwanted()) {
            drop(window);
        } else {
            events.move(window, intent.fileGone(access.clocks().now()));
        }
    }

    private void onRenewed(Window window, Account account, WindowState.Uploaded intent, UploadTask.Result result) {
        if (result instanceof UploadTask.Result.Uploaded done) {
            String life = access.life();
            uploaded(window, account, done, intent.renewed(done.remote().id(), life, takenAt(done.remote())));
        } else {
            taken(window, account, result);
        }
    }

    private void onCancel(
            Window window, Account account, WindowState.Submitted submitted, Outcome<RemoteBatch> outcome) {
        boolean taken =
                outcome instanceof Outcome.Success<RemoteBatch> || outcome instanceof Outcome.Refused<RemoteBatch>;
        if (!taken) {
            watch.later(window, account, Call.LOOK, outcome);
            return;
        }
        watch.works(window, account, Call.LOOK, outcome);
        cancelsTaken.add(submitted.batchId());
        agenda.advanced(window.id());
        LOG.atInfo()
                .addKeyValue("window", window.id())
                .addKeyValue("batch", submitted.batchId())
                .addKeyValue("outcome", outcome)
                .log("Provider was asked to cancel the batch");
    }

    private void reject(Window window, ProviderError error) {
        String code = Optional.ofNullable(error.code()).orElse("http_" + error.httpStatus());
        Instant now = access.clocks().now();
        agenda.advanced(window.id());
        switch (window.state()) {
            case WindowState.Sealed sealed -> events.move(window, sealed.reject(code, error.message(), now));
            case WindowState.Uploaded uploaded -> events.move(window, uploaded.reject(code, error.message(), now));
            case WindowState.Creating creating -> events.move(window, creating.reject(code, error.message(), now));
            case WindowState.Open open -> {}
            case WindowState.Submitted submitted -> {}
            case WindowState.Rejected rejected -> {}
            case WindowState.Cancelled cancelled -> {}
        }
    }

    private void onCrash(Window window, Exception failure) {
        LOG.atError().setCause(failure).addKeyValue("window", window.id()).log("Call failed and is made again");
        agenda.again(window.id(), Waiting.Reason.BACK_OFF, "a call failed");
    }

    private static EffectKey key(Window window) {
        return new EffectKey(window.id().text(), window.version());
    }
}
