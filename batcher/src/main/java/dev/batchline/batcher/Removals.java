package dev.batchline.batcher;

import dev.batchline.runtime.BackOff;
import dev.batchline.runtime.task.Agenda;
import dev.batchline.runtime.task.EffectKey;
import dev.batchline.runtime.task.TaskAccess;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowState;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes the provider's files of windows that are done. What is left of a window is kept in the store until it is
 * deleted or the provider refuses that, so that it outlives the window and the process.
 */
final class Removals {
    private static final Logger LOG = LoggerFactory.getLogger(Removals.class);
    private static final String SUBJECT = "files/";
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final BackOff AGAIN = new BackOff(Duration.ofSeconds(5), Duration.ofMinutes(30));

    private final TaskAccess access;
    private final Accounts accounts;
    private final SubmitNotes notes;
    private final SubmitMeters meters;
    private final boolean wanted;
    private final Agenda agenda = new Agenda();
    private final Map<String, Integer> failures = new HashMap<>();

    /**
     * Deletes in one life of a task.
     *
     * @param wanted whether anything is deleted at all
     */
    Removals(TaskAccess access, Accounts accounts, SubmitNotes notes, SubmitMeters meters, boolean wanted) {
        this.access = access;
        this.accounts = accounts;
        this.notes = notes;
        this.meters = meters;
        this.wanted = wanted;
    }

    /** Whether a call is one of those made here, which answer no version of a window. */
    static boolean made(EffectKey key) {
        return key.subject().startsWith(SUBJECT);
    }

    /** A life begins: what earlier ones did not come to is due. */
    void begin() {
        notes.forEachLeft(
                left -> agenda.put(left.windowId().text(), access.clocks().now()));
    }

    /** Takes it that every item of a window has its outcome. */
    void done(Window window, JoinState.Done done) {
        if (!wanted || !(window.state() instanceof WindowState.Submitted submitted)) {
            return;
        }
        String batchId = done.needsFiles() ? null : submitted.batchId();
        notes.leave(new LeftFiles(LeftFiles.FORMAT, window.id(), submitted.account(), submitted.fileId(), batchId));
        agenda.put(window.id().text(), access.clocks().now());
    }

    /** Starts what is due. */
    void tick() {
        for (String window : agenda.due(access.clocks().now())) {
            notes.left(window).ifPresent(this::start);
        }
    }

    private void start(LeftFiles left) {
        String window = left.windowId().text();
        Optional<Account> account = accounts.find(left.account());
        boolean started = account.isPresent()
                && access.effects()
                        .start(
                                new EffectKey(SUBJECT + window, 0),
                                new RemovalTask(account.get().provider(), left),
                                result -> onResult(left, result),
                                failure -> later(left, failure.toString()));
        if (!started) {
            agenda.put(window, access.clocks().now().plus(account.isPresent() ? SOON : AGAIN.longest()));
        }
    }

    private void onResult(LeftFiles left, RemovalTask.Result result) {
        switch (result) {
            case RemovalTask.Result.Done done -> {
                failures.remove(left.windowId().text());
                notes.forgetLeft(left.windowId());
                meters.removed(left.account(), done.deleted(), done.refused());
            }
            case RemovalTask.Result.Later again -> later(left, again.outcome().toString());
        }
    }

    private void later(LeftFiles left, String why) {
        int failed = failures.merge(left.windowId().text(), 1, Integer::sum);
        Duration wait = AGAIN.after(failed);
        agenda.put(left.windowId().text(), access.clocks().now().plus(wait));
        if (failed == 1) {
            LOG.atInfo()
                    .addKeyValue("window", left.windowId())
                    .addKeyValue("account", left.account())
                    .addKeyValue("reason", why)
                    .log("Files of a window that is done are not deleted yet");
        }
    }
}
