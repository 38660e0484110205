package dev.batchline.joiner;

import dev.batchline.joiner.JoiningWindows.Stage;
import dev.batchline.providers.BatchProvider;
import dev.batchline.providers.Outcome;
import dev.batchline.runtime.BackOff;
import dev.batchline.runtime.task.EffectKey;
import dev.batchline.runtime.task.TaskAccess;
import dev.batchline.schemas.CancelRequest;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Brings the results of ended windows to disk, as there is room for them, and waits for those that are not whole. */
final class Fetcher {
    private static final Logger LOG = LoggerFactory.getLogger(Fetcher.class);
    /** In the key of a fetch, whose outcome is judged by what the window waits for and by nothing else. */
    static final long ANY_VERSION = -1;

    private static final Duration SOON = Duration.ofMillis(200);
    private static final BackOff TROUBLE = new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(1));
    private static final long LEAST_ROOM = 1024 * 1024;
    private static final long ANSWERS_TO_REQUESTS = 2;
    private static final int AROUND_BODY = 1024 * 1024;

    private final TaskAccess access;
    private final JoinerShell.Parts parts;
    private final Workplace place;
    private final int longestLine;
    private final Map<String, Integer> failures = new HashMap<>();
    private final Map<String, Integer> looks = new HashMap<>();
    private final Map<String, Long> needs = new HashMap<>();
    private final Map<String, FetchTask.Look> lastLook = new HashMap<>();

    Fetcher(TaskAccess access, JoinerShell.Parts parts, Workplace place) {
        this.access = access;
        this.parts = parts;
        this.place = place;
        this.longestLine = Topic.RESULTS_COMPLETED.maxMessageBytes(parts.requestMaxBytes()) + AROUND_BODY;
    }

    /** Begins to fetch a window's results, or looks at it again later. */
    void fetch(Join join, Window window, Ending ending) {
        String id = join.windowId().text();
        Optional<Instant> cause =
                EndPolicy.causeFollowsBy(ending, cancel(window), access.clocks().now());
        if (cause.isPresent()) {
            place.agenda().put(id, cause.get());
            return;
        }
        @Nullable BatchProvider provider = parts.accounts().get(String.valueOf(account(window)));
        if (ending.batchId() != null && provider == null) {
            LOG.atError()
                    .addKeyValue("window", id)
                    .addKeyValue("account", account(window))
                    .log("Results cannot be fetched: the account is not configured");
            wait(id, ending, Stage.WAITING, TROUBLE.longest());
            return;
        }
        long bytes = room(window, ending);
        if (!place.downloads().room()
                || !place.disk().more(id, bytes, access.clocks().elapsed())) {
            wait(id, ending, Stage.WAITING, SOON);
            return;
        }
        FetchTask.Wanted wanted =
                new FetchTask.Wanted(join, ending, window.facts().requests(), bytes, lastLook.get(id));
        start(wanted, window, ending.batchId() == null ? null : provider);
    }

    /** What is set aside for a window's files: nobody knows how long answers are, unless it was tried before. */
    private long room(Window window, Ending ending) {
        long answers = ending.batchId() == null
                ? 0
                : ANSWERS_TO_REQUESTS * window.facts().bytes();
        long guess = Math.max(LEAST_ROOM, answers) + window.facts().manifestBytes();
        return Math.max(guess, needs.getOrDefault(window.id().text(), 0L));
    }

    private void start(FetchTask.Wanted wanted, Window window, @Nullable BatchProvider provider) {
        Join join = wanted.join();
        Ending ending = wanted.ending();
        String id = join.windowId().text();
        Path folder = place.downloads().folder(id);
        FetchTask task = new FetchTask(
                wanted,
                provider,
                new FetchTask.Place(place.downloads(), folder, parts.log(), longestLine, access.clocks()));
        boolean started = access.effects()
                .startTransfer(
                        new EffectKey(id, ANY_VERSION),
                        task,
                        result -> onFetched(wanted, window, result),
                        failure -> onCrash(id, failure));
        if (started) {
            place.downloads().began(id);
            place.windows().put(id, Stage.DOWNLOADING, ending.since());
        } else {
            place.disk().release(id);
            wait(id, ending, Stage.DOWNLOADING, SOON);
        }
    }

    private void onFetched(FetchTask.Wanted wanted, Window window, FetchTask.Result result) {
        Join join = wanted.join();
        Ending ending = wanted.ending();
        String id = join.windowId().text();
        place.downloads().ended(id);
        if (!wanted(join, ending)) {
            Runnable free = place.disk().handOver(id);
            if (result instanceof FetchTask.Result.Ready ready) {
                place.downloads().drop(ready.fetched(), free);
            } else {
                free.run();
            }
            place.agenda().put(id, access.clocks().now());
            return;
        }
        place.disk().settle(id, result instanceof FetchTask.Result.Ready ready ? ready.bytes() : 0);
        switch (result) {
            case FetchTask.Result.Ready ready -> onReady(id, window, ready);
            case FetchTask.Result.Held held -> onHeld(join, window, held.look());
            case FetchTask.Result.Trouble trouble -> {
                LOG.atWarn()
                        .addKeyValue("window", id)
                        .addKeyValue("outcome", trouble.outcome())
                        .log("Provider did not give the results; it is asked again");
                parts.meters().notFetched(account(window), "provider");
                wait(id, ending, Stage.DOWNLOADING, wait(id, trouble.outcome()));
            }
            case FetchTask.Result.Crowded crowded -> {
                long need = Math.max(crowded.atLeast(), wanted.room() + wanted.room() / 2);
                needs.put(id, need);
                LOG.atInfo()
                        .addKeyValue("window", id)
                        .addKeyValue("set_aside", wanted.room())
                        .addKeyValue("next", need)
                        .log("Results are larger than what was set aside, and are fetched when there is room");
                wait(id, ending, Stage.WAITING, Duration.ZERO);
            }
            case FetchTask.Result.NoRoom full -> {
                LOG.atWarn()
                        .addKeyValue("window", id)
                        .addKeyValue("directory", parts.settings().directory())
                        .addKeyValue("reason", full.why())
                        .log("Results cannot be written to disk, and are fetched again; is it full?");
                parts.meters().notFetched(account(window), "disk");
                wait(id, ending, Stage.WAITING, TROUBLE.after(failures.merge(id, 1, Integer::sum)));
            }
        }
    }

    /** Whether the results of this end are what the window waits for. */
    private boolean wanted(Join join, Ending ending) {
        return place.store()
                .join(join.windowId().text())
                .filter(stored -> ending.equals(stored.ending()))
                .isPresent();
    }

    private void onReady(String id, Window window, FetchTask.Result.Ready ready) {
        forget(id);
        ResultFiles files = ready.fetched().files();
        if (files.foreign() > 0 || files.repeated() > 0) {
            LOG.atWarn()
                    .addKeyValue("window", id)
                    .addKeyValue("foreign", files.foreign())
                    .addKeyValue("repeated", files.repeated())
                    .log("Result files hold lines that are not published");
        }
        parts.meters().fetched(account(window), ready);
        place.downloads().keep(id, ready.fetched());
        wait(id, ready.fetched().ending(), Stage.PUBLISHING, Duration.ZERO);
    }

    private void onHeld(Join join, Window window, FetchTask.Look look) {
        String id = join.windowId().text();
        FetchTask.Look before = lastLook.put(id, look);
        int count = looks.merge(id, 1, Integer::sum);
        parts.meters().notFetched(account(window), "held");
        if (before == null || !before.why().equals(look.why())) {
            LOG.atWarn()
                    .addKeyValue("window", id)
                    .addKeyValue("reason", look.why())
                    .log("Window is held and its batch asked again");
            Instant since = look.ending().since();
            place.events().tell(join.windowId(), new JoinState.Held("results_incomplete", look.why(), since));
        }
        place.windows().put(id, Stage.HELD, look.ending().since());
        Instant now = access.clocks().now();
        place.agenda().put(id, EndPolicy.lookAgainAt(look.since(), count, now));
    }

    /** Something of ours failed at a window; it is tried again. */
    void onCrash(String id, Exception failure) {
        place.downloads().ended(id);
        if (place.downloads().find(id).isEmpty()) {
            place.disk().release(id);
        }
        LOG.atError().setCause(failure).addKeyValue("window", id).log("Joining failed and is tried again");
        Duration wait = TROUBLE.after(failures.merge(id, 1, Integer::sum));
        place.agenda().put(id, access.clocks().now().plus(wait));
    }

    /** Nothing is known against a window any more. */
    void forget(String id) {
        needs.remove(id);
        failures.remove(id);
        looks.remove(id);
        lastLook.remove(id);
    }

    private Duration wait(String id, Outcome<?> outcome) {
        Duration own = TROUBLE.after(failures.merge(id, 1, Integer::sum));
        return outcome.waitAtLeast(own, TROUBLE.longest());
    }

    private void wait(String id, Ending ending, Stage stage, Duration wait) {
        place.windows().put(id, stage, ending.since());
        place.agenda().put(id, access.clocks().now().plus(wait));
    }

    private static @Nullable CancelRequest cancel(Window window) {
        return window.state() instanceof WindowState.Submitted submitted ? submitted.cancel() : null;
    }

    /** What a window was sent through; null if that was not decided. */
    static @Nullable String account(Window window) {
        return switch (window.state()) {
            case WindowState.Submitted submitted -> submitted.account();
            case WindowState.Rejected rejected -> rejected.account();
            case WindowState.Cancelled cancelled -> cancelled.account();
            case WindowState.Uploaded uploaded -> uploaded.account();
            case WindowState.Sealed sealed -> sealed.account();
            case WindowState.Creating creating -> creating.account();
            case WindowState.Open open -> null;
        };
    }
}
