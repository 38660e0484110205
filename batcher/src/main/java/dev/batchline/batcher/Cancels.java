package dev.batchline.batcher;

import dev.batchline.runtime.task.EffectKey;
import dev.batchline.runtime.task.TaskAccess;
import dev.batchline.schemas.CancelCause;
import dev.batchline.schemas.Command;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowId;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Takes requests to end one batch of a window: carries out what {@link CancelPolicy} decides. */
final class Cancels {
    private static final Logger LOG = LoggerFactory.getLogger(Cancels.class);
    private static final String SUBJECT = "duplicate/";

    private final TaskAccess access;
    private final Accounts accounts;
    private final WindowEvents events;
    private final SubmitMeters meters;
    private final Consumer<Window> askAgain;

    /**
     * Takes requests in one life of a task.
     *
     * @param askAgain asks once more for the end of a window's batch
     */
    Cancels(TaskAccess access, Accounts accounts, WindowEvents events, SubmitMeters meters, Consumer<Window> askAgain) {
        this.access = access;
        this.accounts = accounts;
        this.events = events;
        this.meters = meters;
        this.askAgain = askAgain;
    }

    /** Whether a call is one of those made here, which answer no version of a window. */
    static boolean made(EffectKey key) {
        return key.subject().startsWith(SUBJECT);
    }

    /** Takes a request about one batch of a window. */
    void take(Window window, Command command) {
        String batchId = command.batchId();
        if (batchId == null) {
            LOG.atWarn().addKeyValue("window", window.id()).log("Command that names no batch has no effect");
            return;
        }
        switch (CancelPolicy.plan(window.state(), batchId)) {
            case CancelPolicy.Plan.AskForEnd ask -> {
                LOG.atInfo()
                        .addKeyValue("window", window.id())
                        .addKeyValue("batch", batchId)
                        .addKeyValue("reason", command.reason())
                        .log("End of a batch is asked for");
                events.move(
                        window,
                        ask.state()
                                .cancelRequested(
                                        CancelCause.OVERDUE, access.clocks().now()));
            }
            case CancelPolicy.Plan.AskAgain again -> askAgain.accept(window);
            case CancelPolicy.Plan.CancelDuplicate duplicate -> cancel(window.id(), duplicate.account(), batchId);
            case CancelPolicy.Plan.Nothing nothing -> leftAlone(window.id(), batchId, nothing.why());
        }
    }

    /** Takes a request about a batch whose window is done: it is ended if the provider shows it as one of ours. */
    void orphan(WindowId window, Command command) {
        String batchId = command.batchId();
        String account = command.account();
        if (batchId != null && account != null) {
            cancel(window, account, batchId);
        }
    }

    private void cancel(WindowId window, String name, String batchId) {
        accounts.find(name)
                .ifPresentOrElse(
                        account -> cancel(window, account, batchId),
                        () -> leftAlone(window, batchId, "account " + name + " is not configured"));
    }

    private void cancel(WindowId window, Account account, String batchId) {
        DuplicateTask task = new DuplicateTask(
                account.provider(), window, batchId, () -> access.lease().holds(access.clocks()));
        access.effects()
                .start(
                        new EffectKey(SUBJECT + batchId, 0),
                        task,
                        result -> onCancel(window, account, batchId, result),
                        failure -> leftAlone(window, batchId, failure.toString()));
    }

    private void onCancel(WindowId window, Account account, String batchId, DuplicateTask.Result result) {
        switch (result) {
            case DuplicateTask.Result.Cancelled done -> {
                meters.duplicatesCancelled(account.name(), 1);
                LOG.atWarn()
                        .addKeyValue("window", window)
                        .addKeyValue("account", account.name())
                        .addKeyValue("batch", batchId)
                        .log("Second batch of a window is cancelled");
            }
            case DuplicateTask.Result.LeftAlone left -> leftAlone(window, batchId, left.why());
        }
    }

    private static void leftAlone(WindowId window, String batchId, String why) {
        LOG.atInfo()
                .addKeyValue("window", window)
                .addKeyValue("batch", batchId)
                .addKeyValue("reason", why)
                .log("Batch that was to be cancelled is left alone");
    }
}
