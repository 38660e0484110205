package dev.batchline.batcher;

import dev.batchline.providers.CreateBatch;
import dev.batchline.providers.Outcome;
import dev.batchline.providers.ProviderError;
import dev.batchline.providers.RemoteBatch;
import dev.batchline.runtime.task.Agenda;
import dev.batchline.runtime.task.EffectKey;
import dev.batchline.runtime.task.TaskAccess;
import dev.batchline.schemas.JoinEvent;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.SubmittedHow;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowId;
import dev.batchline.schemas.WindowState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns closed windows into batches: carries out what {@link SubmitPolicy} decides, one call a window at a time. */
final class Submitter {
    private static final Logger LOG = LoggerFactory.getLogger(Submitter.class);

    private static final Duration BUSY_RETRY = Duration.ofSeconds(1);
    private static final Duration ACCOUNT_RETRY = Duration.ofMinutes(1);

    private final TaskAccess access;
    private final BatcherSettings settings;
    private final Accounts accounts;
    private final WindowStore windows;
    private final WindowEvents events;
    private final Uploads uploads;
    private final Agenda agenda = new Agenda();
    private final Troubles troubles = new Troubles();
    private Instant lifeBegan = Instant.MAX;

    Submitter(
            TaskAccess access,
            BatcherSettings settings,
            Accounts accounts,
            WindowStore windows,
            WindowEvents events,
            Uploads uploads) {
        this.access = access;
        this.settings = settings;
        this.accounts = accounts;
        this.windows = windows;
        this.events = events;
        this.uploads = uploads;
    }

    /** Looks through the whole store for windows that an earlier life left on their way. */
    void begin() {
        lifeBegan = access.clocks().now();
        windows.forEach(window -> agenda.put(window.id().text(), lifeBegan));
    }

    /** Takes a window event that was read back. */
    void onWindow(Window readBack) {
        boolean current = windows.get(readBack.id())
                .filter(stored -> stored.version() == readBack.version())
                .isPresent();
        if (current) {
            agenda.put(readBack.id().text(), access.clocks().now());
        }
        if (current && readBack.state() instanceof WindowState.Submitted) {
            uploads.forget(readBack.id());
        }
    }

    /** Takes a step of the joiner. */
    void onJoin(JoinEvent event) {
        Optional<Window> stored = windows.get(event.windowId());
        if (stored.isEmpty()) {
            return;
        }
        switch (event.state()) {
            case JoinState.Done done -> {
                troubles.forget(event.windowId());
                agenda.remove(event.windowId().text());
                uploads.forget(event.windowId());
                events.remove(stored.get());
            }
            case JoinState.RetryCreate retry -> retryCreate(stored.get(), retry);
            case JoinState.Publishing publishing -> {}
            case JoinState.Held held -> {}
        }
    }

    /** Does what is due. */
    void tick() {
        for (String id : agenda.due(access.clocks().now())) {
            windows.get(id).ifPresent(this::act);
        }
    }

    private void retryCreate(Window window, JoinState.RetryCreate retry) {
        if (window.state() instanceof WindowState.Submitted submitted && submitted.submission() == retry.submission()) {
            Instant now = access.clocks().now();
            String file = submitted.fileId();
            events.move(
                    window,
                    file == null
                            ? submitted.fileGone(now)
                            : submitted.retryCreate(file, access.life(), now, retry.notBefore()));
        }
    }

    private void act(Window window) {
        if (events.pending(window.id())) {
            return;
        }
        if (access.effects().inFlight(window.id().text())) {
            agenda.put(window.id().text(), access.clocks().now().plus(BUSY_RETRY));
            return;
        }
        Optional<String> unknown =
                WindowAccounts.of(window).filter(name -> accounts.find(name).isEmpty());
        if (unknown.isPresent()) {
            LOG.atError()
                    .addKeyValue("window", window.id())
                    .addKeyValue("account", unknown.get())
                    .log("Window waits for an account that is not configured: configure it until its windows are done");
            agenda.put(window.id().text(), access.clocks().now().plus(ACCOUNT_RETRY));
            return;
        }
        switch (SubmitPolicy.plan(window, view(window))) {
            case SubmitPolicy.Plan.Upload upload -> upload(window, upload.state());
            case SubmitPolicy.Plan.Create create -> create(window, create.state());
            case SubmitPolicy.Plan.Reconcile reconcile -> reconcile(window, reconcile);
            case SubmitPolicy.Plan.Wait wait -> agenda.put(window.id().text(), wait.until());
            case SubmitPolicy.Plan.Nothing nothing -> {}
        }
    }

    private SubmitPolicy.View view(Window window) {
        Instant allowed = window.state() instanceof WindowState.Uploaded uploaded
                ? accounts.find(uploaded.account())
                        .map(account -> accounts.creations(account).allowed())
                        .orElse(Instant.MIN)
                : Instant.MIN;
        return new SubmitPolicy.View(
                access.clocks().now(),
                access.life(),
                lifeBegan,
                access.lease().holds(access.clocks()),
                troubles.doubtSince(window.id()),
                settings.createGrace(),
                allowed);
    }

    private void upload(Window window, WindowState.Sealed sealed) {
        Account account = account(sealed.account());
        access.effects()
                .startTransfer(
                        key(window),
                        uploads.task(window, account),
                        result -> onUpload(window, sealed, result),
                        failure -> onCrash(window, failure));
    }

    private void onUpload(Window window, WindowState.Sealed sealed, UploadTask.Result result) {
        uploaded(window, result).ifPresent(done -> {
            Window with = uploads.publishManifest(window, done.manifest());
            events.move(
                    with,
                    sealed.uploaded(
                            done.remote().id(), access.life(), access.clocks().now()));
        });
    }

    /** What was uploaded, or nothing after the trouble with it was dealt with. */
    private Optional<UploadTask.Result.Uploaded> uploaded(Window window, UploadTask.Result result) {
        switch (result) {
            case UploadTask.Result.Uploaded done -> {
                troubles.forget(window.id());
                uploads.adopt(window.id(), done.file());
                return Optional.of(done);
            }
            case UploadTask.Result.Refused refused ->
                reject(uploads.publishManifest(window, refused.manifest()), refused.error());
            case UploadTask.Result.NotUploaded not -> {
                uploads.adopt(window.id(), not.file());
                later(window, not.outcome());
            }
            case UploadTask.Result.Torn torn -> {
                LOG.atError()
                        .addKeyValue("window", window.id())
                        .addKeyValue("reason", torn.why())
                        .log("Spool file is torn and is made again");
                uploads.forget(window.id());
                again(window);
            }
        }
        return Optional.empty();
    }

    private void create(Window window, WindowState.Uploaded intent) {
        Account account = account(intent.account());
        CreateBatch request = new CreateBatch(
                intent.fileId(),
                window.facts().lane().endpoint(),
                window.facts().lane().options(),
                Marks.of(window.id(), intent.submission()));
        boolean started = access.effects()
                .start(
                        key(window),
                        () -> createIfOwner(account, request),
                        outcome -> onCreate(window, intent, outcome),
                        failure -> onCreateCrash(window, failure));
        if (started) {
            accounts.creations(account).take(access.clocks().now());
        }
    }

    /** Off the stream thread: asks for the batch, unless the lease no longer holds. */
    private Optional<Outcome<RemoteBatch>> createIfOwner(Account account, CreateBatch request) {
        if (!access.lease().holds(access.clocks())) {
            accounts.creations(account).giveBack();
            return Optional.empty();
        }
        return Optional.of(account.provider().create(request));
    }

    private void onCreate(Window window, WindowState.Uploaded intent, Optional<Outcome<RemoteBatch>> asked) {
        if (asked.isEmpty()) {
            agenda.put(window.id().text(), access.clocks().now());
            return;
        }
        Instant now = access.clocks().now();
        switch (asked.get()) {
            case Outcome.Success<RemoteBatch>(RemoteBatch batch) ->
                submitted(window, intent, batch.id(), SubmittedHow.CREATED);
            case Outcome.NotFound<RemoteBatch> gone -> events.move(window, intent.fileGone(now));
            case Outcome.Unavailable<RemoteBatch> unknown -> {
                LOG.atWarn()
                        .addKeyValue("window", window.id())
                        .addKeyValue("account", intent.account())
                        .addKeyValue("error", unknown.error())
                        .log("Nobody knows whether the batch was created; it is looked for");
                troubles.doubt(window.id(), now);
                again(window);
            }
            case Outcome.Refused<RemoteBatch> refused -> reject(window, refused.error());
            case Outcome.Throttled<RemoteBatch> throttled -> later(window, throttled);
            case Outcome.AccountBlocked<RemoteBatch> blocked -> later(window, blocked);
        }
    }

    private void onCreateCrash(Window window, Exception failure) {
        troubles.doubt(window.id(), access.clocks().now());
        onCrash(window, failure);
    }

    private void submitted(Window window, WindowState.Uploaded intent, String batchId, SubmittedHow how) {
        troubles.forget(window.id());
        events.move(window, intent.submitted(batchId, how, access.clocks().now()));
        LOG.atInfo()
                .addKeyValue("window", window.id())
                .addKeyValue("account", intent.account())
                .addKeyValue("batch", batchId)
                .addKeyValue("how", how)
                .addKeyValue("requests", window.facts().requests())
                .log("Window submitted");
    }

    private void reconcile(Window window, SubmitPolicy.Plan.Reconcile plan) {
        Account account = account(plan.state().account());
        boolean settled = !plan.settled().isAfter(access.clocks().now());
        ReconcileTask task = new ReconcileTask(
                window,
                plan.state(),
                account,
                settled,
                uploads.task(window, account),
                () -> access.lease().holds(access.clocks()));
        access.effects()
                .startTransfer(
                        key(window),
                        task,
                        result -> onReconcile(window, plan, result),
                        failure -> onCrash(window, failure));
    }

    private void onReconcile(Window window, SubmitPolicy.Plan.Reconcile plan, ReconcileTask.Result result) {
        switch (result) {
            case ReconcileTask.Result.Found found ->
                submitted(window, plan.state(), found.batch().id(), SubmittedHow.ADOPTED);
            case ReconcileTask.Result.NotFound none -> again(window);
            case ReconcileTask.Result.Renewed renewed ->
                uploaded(window, renewed.upload())
                        .ifPresent(done -> events.move(
                                window,
                                plan.state()
                                        .renewed(
                                                done.remote().id(),
                                                access.life(),
                                                access.clocks().now())));
            case ReconcileTask.Result.Trouble trouble -> later(window, trouble.outcome());
        }
    }

    private void later(Window window, Outcome<?> outcome) {
        Instant next = troubles.next(window.id(), outcome, access.clocks().now());
        LOG.atWarn()
                .addKeyValue("window", window.id())
                .addKeyValue("outcome", outcome)
                .addKeyValue("next_try", next)
                .log("Provider did not do what was asked; it is asked again");
        agenda.put(window.id().text(), next);
    }

    private void reject(Window window, ProviderError error) {
        String code = Optional.ofNullable(error.code()).orElse("http_" + error.httpStatus());
        Instant now = access.clocks().now();
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
        again(window);
    }

    private void again(Window window) {
        agenda.put(
                window.id().text(), troubles.next(window.id(), access.clocks().now()));
    }

    private Account account(String name) {
        return accounts.find(name)
                .orElseThrow(() -> new IllegalStateException("a window waits for account " + name
                        + ", which is not configured: configure it again until its windows are done"));
    }

    private static EffectKey key(Window window) {
        WindowId id = window.id();
        return new EffectKey(id.text(), window.version());
    }
}
