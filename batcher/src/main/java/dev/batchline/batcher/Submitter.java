package dev.batchline.batcher;

import dev.batchline.runtime.Moment;
import dev.batchline.runtime.task.TaskAccess;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.CancelCause;
import dev.batchline.schemas.CancelRequest;
import dev.batchline.schemas.Command;
import dev.batchline.schemas.JoinEvent;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.Selection;
import dev.batchline.schemas.StatusEvent;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowId;
import dev.batchline.schemas.WindowState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Turns closed windows into batches: carries out what {@link SubmitPolicy} decides, one call a window at a time. */
final class Submitter {
    private static final Logger LOG = LoggerFactory.getLogger(Submitter.class);

    private static final Duration BUSY_RETRY = Duration.ofSeconds(1);
    private static final Duration ACCOUNT_RETRY = Duration.ofMinutes(1);
    private static final Duration LOOK_AGAIN = Duration.ofSeconds(5);
    private static final Duration SHOW_EVERY = Duration.ofSeconds(1);
    private static final String QUEUE_FULL = "token_limit_exceeded";

    private final TaskAccess access;
    private final BatcherSettings settings;
    private final Accounts accounts;
    private final WindowStore windows;
    private final WindowEvents events;
    private final Uploads uploads;
    private final WindowAgenda agenda;
    private final Budgets budgets;
    private final SubmitMeters meters;
    private final SubmitCalls calls;
    private final Cancels cancels;
    private final LaneFronts fronts;
    private final Sifting sifting;
    private Moment lifeBegan;
    private Instant shown = Instant.MIN;
    private boolean ending;

    Submitter(
            TaskAccess access,
            BatcherSettings settings,
            Accounts accounts,
            WindowEvents events,
            Uploads uploads,
            SubmitMeters meters) {
        this.access = access;
        this.lifeBegan = Moment.now(access.clocks());
        this.settings = settings;
        this.accounts = accounts;
        this.windows = events.windows();
        this.events = events;
        this.uploads = uploads;
        this.agenda = new WindowAgenda(access.clocks());
        this.budgets = new Budgets(accounts, events.queued());
        this.meters = meters;
        this.calls = new SubmitCalls(access, accounts, events, uploads, agenda, meters);
        this.fronts = new LaneFronts(access, accounts, events, agenda);
        this.cancels = new Cancels(access, accounts, events, meters, window -> {
            calls.cancelAgain(window);
            agenda.now(window.id());
        });
        this.sifting = new Sifting(access, uploads.lanes(), events, agenda, this::act);
    }

    /** Looks through the whole store for windows that an earlier life left on their way. */
    void begin() {
        lifeBegan = Moment.now(access.clocks());
        meters.waiting(access.partition(), agenda::count);
        windows.forEach(window -> agenda.now(window.id()));
    }

    /** Takes a window event that was read back. */
    void onWindow(Window readBack) {
        boolean current = windows.get(readBack.id())
                .filter(stored -> stored.version() == readBack.version())
                .isPresent();
        if (current) {
            agenda.now(readBack.id());
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
                agenda.remove(event.windowId());
                budgets.leavesLine(stored.get());
                uploads.forget(event.windowId());
                events.remove(stored.get());
            }
            case JoinState.RetryCreate retry -> retryCreate(stored.get(), retry);
            case JoinState.Publishing publishing -> {}
            case JoinState.Held held -> {}
        }
    }

    /** Takes a change of a batch: what has ended holds no tokens, whoever else is interested in it. */
    void onStatus(StatusEvent event) {
        windows.get(event.windowId()).ifPresent(window -> {
            if (window.state() instanceof WindowState.Submitted submitted
                    && submitted.batchId().equals(event.batchId())) {
                if (event.status().terminal()) {
                    events.ended(window, submitted.batchId());
                }
                calls.watch().executes(window, submitted, event);
                if (event.status() == BatchStatus.IN_PROGRESS || event.status() == BatchStatus.COMPLETED) {
                    budgets.taken(window, submitted.account());
                }
            }
        });
    }

    /** Takes an operator's wish that no work be done on any window of a lane that there is now. */
    void onCancel(LaneKey lane, Command command) {
        windows.forEach(window -> {
            if (window.facts().lane().equals(lane)) {
                onCancel(window.id(), command);
            }
        });
    }

    /** Takes an operator's wish that no work be done on a window any more, or the poller's about one of its batches. */
    void onCancel(WindowId id, Command command) {
        Optional<Window> window = windows.get(id);
        if (window.isEmpty()) {
            if (id.partition() != access.partition()) {
                return;
            }
            if (command.action() == Command.Action.CANCEL_BATCH) {
                cancels.orphan(id, command);
            } else {
                LOG.atWarn().addKeyValue("window", id).log("Window to cancel is not known or done already");
            }
            return;
        }
        if (command.action() == Command.Action.CANCEL_BATCH) {
            cancels.take(window.get(), command);
            return;
        }
        events.notes().cancel(id);
        agenda.now(id);
        LOG.atInfo()
                .addKeyValue("window", id)
                .addKeyValue("state", window.get().state().word())
                .addKeyValue("reason", command.reason())
                .log("Window is to be cancelled");
    }

    /** Takes an operator's wish that no work be done on some requests of a lane, or of every lane. */
    void onCancel(String key, Selection selection, Command command) {
        windows.forEach(window -> {
            boolean closed = !(window.state() instanceof WindowState.Open);
            if (closed && Selections.concerns(key, window.facts().lane())) {
                events.notes().look(window.id());
                agenda.now(window.id());
            }
        });
        LOG.atInfo()
                .addKeyValue("lane", key)
                .addKeyValue("requests", selection.words())
                .addKeyValue("reason", command.reason())
                .log("Requests are to be cancelled");
    }

    /** Submits nothing more of a lane, or of any. */
    void pause(String key, Command command) {
        events.notes().pause(key, command);
        LOG.atInfo()
                .addKeyValue("lane", key)
                .addKeyValue("reason", command.reason())
                .log("Lane paused");
    }

    /** Goes on with a lane, or with everything: whatever blocks its account is looked at now. */
    void resume(String key, Command command) {
        boolean lifted = events.notes().resume(key);
        LOG.atInfo()
                .addKeyValue("lane", key)
                .addKeyValue("was_paused", lifted)
                .addKeyValue("reason", command.reason())
                .log("Lane resumed");
        Instant now = access.clocks().now();
        windows.forEach(window -> agenda.waiting(window.id()).ifPresent(why -> {
            LaneKey lane = window.facts().lane();
            if (why.reason() == Waiting.Reason.PAUSED) {
                agenda.now(window.id());
            } else if (why.reason() == Waiting.Reason.ACCOUNT_BLOCKED
                    && (key.equals(Command.EVERY_LANE) || key.equals(lane.text()))) {
                WindowAccounts.of(window)
                        .flatMap(accounts::find)
                        .ifPresent(account -> accounts.gate(account).probeNow(lane.model(), command.issuedAt(), now));
                agenda.now(window.id());
            }
        }));
    }

    /** Does what is due. */
    void tick() {
        budgets.takeEased().forEach(agenda::now);
        for (WindowId id : agenda.due()) {
            windows.get(id).ifPresent(this::act);
        }
        Instant now = access.clocks().now();
        if (!now.isBefore(shown)) {
            shown = now.plus(SHOW_EVERY);
            QueuedTokens queued = events.queued();
            queued.groups().forEach(group -> meters.queue(group, queued.inFlight(group), budgets.limit(group, now)));
        }
    }

    /** The process ends: intents that nothing was asked for yet are given back. */
    void quiesce() {
        ending = true;
        windows.forEach(calls::withdraw);
    }

    /** Why a window waits, if it does. */
    Optional<Waiting> waiting(WindowId window) {
        return agenda.waiting(window);
    }

    /** What is done for closed windows. */
    LaneFronts fronts() {
        return fronts;
    }

    /** How many tokens a group may have in flight. */
    long tokenLimit(TokenGroup group, Instant now) {
        return budgets.limit(group, now);
    }

    private void retryCreate(Window window, JoinState.RetryCreate retry) {
        if (!(window.state() instanceof WindowState.Submitted submitted)
                || submitted.submission() != retry.submission()) {
            return;
        }
        calls.watch().failed(window, submitted, retry.code());
        CancelRequest asked = submitted.cancel();
        boolean unwanted = asked != null && asked.cause() == CancelCause.OPERATOR;
        if (unwanted || events.notes().wish(window.id()).unwanted()) {
            calls.drop(window);
            return;
        }
        Instant now = access.clocks().now();
        if (retry.code().equals(QUEUE_FULL)) {
            budgets.refused(window, submitted.account(), now);
        }
        String file = submitted.fileId();
        events.move(
                window,
                file == null
                        ? submitted.fileGone(now)
                        : submitted.retryCreate(file, access.life(), now, retry.notBefore()));
        if (ending) {
            windows.get(window.id()).ifPresent(calls::withdraw);
        }
    }

    private void act(Window window) {
        if (events.pending(window.id())) {
            return;
        }
        if (access.effects().inFlight(window.id().text())) {
            agenda.in(window.id(), BUSY_RETRY);
            return;
        }
        if (ending || access.effects().quiet()) {
            calls.withdraw(window);
            return;
        }
        Optional<Account> account = WindowAccounts.of(window).flatMap(accounts::find);
        SubmitPolicy.View view = view(window, account);
        SubmitPolicy.Plan plan = SubmitPolicy.plan(window, view);
        budgets.leavesLine(window);
        if (plan instanceof SubmitPolicy.Plan.Look) {
            sifting.look(window);
            return;
        }
        if (plan instanceof SubmitPolicy.Plan.Wait(Waiting why)) {
            agenda.waits(window.id(), why);
            if (why.reason() == Waiting.Reason.BUDGET) {
                account.ifPresent(known -> budgets.standsInLine(window, known.name()));
            }
            return;
        }
        account.ifPresentOrElse(known -> act(window, plan, known, view), () -> withoutAccount(window, plan));
    }

    private void act(Window window, SubmitPolicy.Plan plan, Account account, SubmitPolicy.View view) {
        switch (plan) {
            case SubmitPolicy.Plan.Upload upload -> calls.upload(window, upload.state(), account);
            case SubmitPolicy.Plan.Pack pack -> calls.pack(window, account);
            case SubmitPolicy.Plan.Create create -> calls.create(window, create.state(), account);
            case SubmitPolicy.Plan.Reconcile reconcile ->
                calls.reconcile(
                        window, reconcile, account, !view.ending().wish().unwanted());
            case SubmitPolicy.Plan.CancelBatch cancel -> calls.cancelBatch(window, cancel.state(), account);
            case SubmitPolicy.Plan.Drop drop -> calls.drop(window);
            case SubmitPolicy.Plan.TakeOver over ->
                events.move(window, over.state().takeOver(access.life()));
            case SubmitPolicy.Plan.AskForEnd ask ->
                events.move(
                        window,
                        ask.state()
                                .cancelRequested(
                                        CancelCause.OPERATOR, access.clocks().now()));
            case SubmitPolicy.Plan.Look look -> {}
            case SubmitPolicy.Plan.Wait wait -> {}
            case SubmitPolicy.Plan.Nothing nothing -> {}
        }
    }

    /** A window whose account is not configured can be dropped; whatever else is to be done waits for the account. */
    private void withoutAccount(Window window, SubmitPolicy.Plan plan) {
        if (plan instanceof SubmitPolicy.Plan.Drop) {
            calls.drop(window);
        } else if (plan instanceof SubmitPolicy.Plan.Pack
                || plan instanceof SubmitPolicy.Plan.TakeOver
                || plan instanceof SubmitPolicy.Plan.AskForEnd) {
            WindowAccounts.of(window)
                    .ifPresent(name -> agenda.waits(
                            window.id(), unknown(name, access.clocks().now())));
        }
    }

    private SubmitPolicy.View view(Window window, Optional<Account> account) {
        Instant now = access.clocks().now();
        Moment doubtSince = agenda.doubtSince(window.id());
        Moment fencedSince = agenda.fencedSince(window.id());
        SubmitPolicy.Ending ending =
                new SubmitPolicy.Ending(events.notes().wish(window.id()), calls.cancelTaken(window), ended(window));
        SubmitPolicy.Holds holds = new SubmitPolicy.Holds(
                events.notes().paused(window) ? paused(window, now) : null,
                accountHolds(window, account, now),
                budgets.holds(window, now).orElse(null),
                account.map(known -> accounts.creations(known).allowed()).orElse(Instant.MIN));
        return new SubmitPolicy.View(
                now,
                new SubmitPolicy.Owner(
                        access.life(),
                        lifeBegan.plus(settings.createGrace(), access.clocks()),
                        access.lease().holds(access.clocks())),
                new SubmitPolicy.Doubt(
                        doubtSince == null ? null : doubtSince.plus(settings.createGrace(), access.clocks()),
                        fencedSince == null ? null : fencedSince.plus(settings.listLag(), access.clocks())),
                ending,
                holds);
    }

    private boolean ended(Window window) {
        return window.state() instanceof WindowState.Submitted submitted
                && events.notes().hasEnded(window.id(), submitted.batchId());
    }

    private @Nullable Waiting accountHolds(Window window, Optional<Account> account, Instant now) {
        if (account.isEmpty()) {
            return WindowAccounts.of(window).map(name -> unknown(name, now)).orElse(null);
        }
        String model = window.facts().lane().model();
        return accounts.gate(account.get())
                .holds(model, fronts.call(window), now)
                .map(why -> why.noLaterThan(now.plus(LOOK_AGAIN)))
                .orElse(null);
    }

    private static Waiting paused(Window window, Instant now) {
        return new Waiting(
                Waiting.Reason.PAUSED,
                now.plus(ACCOUNT_RETRY),
                "lane " + window.facts().lane() + " is paused");
    }

    private static Waiting unknown(String name, Instant now) {
        return new Waiting(
                Waiting.Reason.ACCOUNT_UNKNOWN,
                now.plus(ACCOUNT_RETRY),
                "account " + name + " is not configured: configure it until its windows are done");
    }
}
