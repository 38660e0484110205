package dev.batchline.batcher;

import dev.batchline.providers.BatchProvider;
import dev.batchline.providers.Deleted;
import dev.batchline.providers.Outcome;
import dev.batchline.runtime.task.EffectKey;
import dev.batchline.runtime.task.TaskAccess;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Deletes, one at a time, files at the provider that carry the name of a window of this task and that it does not need:
 * what {@link OrphanPolicy} decides. One that cannot be deleted is found again on the next list, and so are the
 * others of its account if what stood in the way was not the file.
 */
final class Orphans {
    private static final Logger LOG = LoggerFactory.getLogger(Orphans.class);
    private static final String SUBJECT = "orphans/";
    private static final String NO_MODEL = "";

    private final TaskAccess access;
    private final BatcherSettings settings;
    private final Accounts accounts;
    private final WindowEvents events;
    private final SubmitMeters meters;
    private final Map<String, Long> judged = new HashMap<>();
    private final Map<String, Deque<OldFile>> due = new HashMap<>();
    private boolean deleting;

    /** Deletes in one life of a task. */
    Orphans(TaskAccess access, BatcherSettings settings, Accounts accounts, WindowEvents events, SubmitMeters meters) {
        this.access = access;
        this.settings = settings;
        this.accounts = accounts;
        this.events = events;
        this.meters = meters;
    }

    /** Whether a call is one of those made here, which answer no version of a window. */
    static boolean made(EffectKey key) {
        return key.subject().startsWith(SUBJECT);
    }

    /** Reads the lists that are due, takes what they showed, and deletes the next file. */
    void tick() {
        if (!settings.files().deleted()) {
            return;
        }
        for (Account account : accounts.all()) {
            OldFiles files = accounts.oldFiles(account, settings.files().listedEvery());
            if (files.start(access.clocks().now())) {
                list(account, files);
            }
            take(account, files.shown());
            deleteNext(account);
        }
    }

    /** Deletes while nothing keeps the account's calls back. */
    private void deleteNext(Account account) {
        Deque<OldFile> files = due.computeIfAbsent(account.name(), first -> new ArrayDeque<>());
        while (!deleting && !files.isEmpty() && access.lease().holds(access.clocks()) && !held(account)) {
            delete(account, files.remove());
        }
    }

    private boolean held(Account account) {
        return accounts.gate(account)
                .holds(NO_MODEL, AccountGate.Call.LOOK, access.clocks().now())
                .isPresent();
    }

    private void list(Account account, OldFiles files) {
        boolean started = access.effects()
                .start(
                        new EffectKey(SUBJECT + account.name(), 0),
                        new OldFilesTask(
                                account, settings.deployment(), settings.files().orphanAge(), access.clocks(), files),
                        read -> {},
                        failure -> files.failed(access.clocks().now()));
        if (!started) {
            files.failed(access.clocks().now());
        }
    }

    private void take(Account account, OldFiles.Shown shown) {
        Long before = judged.put(account.name(), shown.number());
        if (before != null && before == shown.number()) {
            return;
        }
        List<OldFile> ours = shown.files().stream()
                .filter(file -> file.window().partition() == access.partition())
                .toList();
        due.put(account.name(), new ArrayDeque<>(ours));
    }

    /** As things stand now: a window that had no use for it a while ago has none today, but it may be deleted. */
    private void delete(Account account, OldFile file) {
        boolean needed = !OrphanPolicy.orphan(file.id(), events.windows().get(file.window()))
                || events.notes().left(file.window().text()).isPresent();
        if (needed) {
            return;
        }
        BatchProvider provider = account.provider();
        deleting = access.effects()
                .start(
                        new EffectKey(SUBJECT + file.id(), 0),
                        () -> provider.delete(file.id()),
                        outcome -> deleted(file, outcome),
                        failure -> notAnswered(file));
    }

    private void deleted(OldFile file, Outcome<Deleted> outcome) {
        boolean gone = outcome instanceof Outcome.Success<Deleted> || outcome instanceof Outcome.NotFound<Deleted>;
        if (gone || outcome instanceof Outcome.Refused<Deleted>) {
            deleting = false;
        } else {
            notAnswered(file);
        }
        meters.orphan(file.account(), gone);
        LOG.atInfo()
                .addKeyValue("account", file.account())
                .addKeyValue("window", file.window())
                .addKeyValue("file", file.id())
                .addKeyValue("outcome", outcome)
                .log(gone ? "File that no window needs is deleted" : "File that no window needs is not deleted");
    }

    private void notAnswered(OldFile file) {
        deleting = false;
        due.remove(file.account());
    }
}
