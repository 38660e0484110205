package dev.batchline.joiner;

import dev.batchline.providers.BatchProvider;
import dev.batchline.providers.Outcome;
import dev.batchline.runtime.BackOff;
import dev.batchline.runtime.task.Agenda;
import dev.batchline.runtime.task.EffectKey;
import dev.batchline.runtime.task.TaskAccess;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes the outcomes of ended windows, part by part, in the order of their manifests. */
final class Publisher {
    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
    private static final Duration SOON = Duration.ofMillis(200);
    private static final Duration HOLD = Duration.ofSeconds(15);
    private static final Duration TELL_EVERY = Duration.ofSeconds(1);
    private static final BackOff TROUBLE = new BackOff(Duration.ofSeconds(1), Duration.ofMinutes(1));

    private final TaskAccess access;
    private final JoinerSettings settings;
    private final Map<String, BatchProvider> accounts;
    private final JoinStore store;
    private final JoinEvents events;
    private final RecordLog log;
    private final Downloads downloads;
    private final Agenda agenda;
    private final ChunkTask.Limits limits;
    private final Map<String, Integer> failures = new HashMap<>();

    Publisher(
            TaskAccess access,
            JoinerShell.Parts parts,
            JoinStore store,
            JoinEvents events,
            Downloads downloads,
            Agenda agenda) {
        this.access = access;
        this.settings = parts.settings();
        this.accounts = parts.accounts();
        this.log = parts.log();
        this.limits = new ChunkTask.Limits(settings.maxAttempts(), parts.requestMaxBytes());
        this.store = store;
        this.events = events;
        this.downloads = downloads;
        this.agenda = agenda;
    }

    /** Does the next step for a window, if it has all that it needs. */
    void act(Join join) {
        String id = join.windowId().text();
        Window window = join.window();
        Ending ending = join.ending();
        if (!join.complete() || window == null || ending == null) {
            return;
        }
        if (access.effects().inFlight(id)) {
            later(id, SOON);
            return;
        }
        downloads.ended(id);
        Optional<String> again = EndPolicy.createAgain(ending);
        if (again.isPresent()) {
            createAgain(join, ending, again.get());
        } else if (join.progress().next() >= window.facts().requests()) {
            downloads.forget(id);
            finishIfNothingWaits(join);
        } else if (downloads.find(id).isPresent()) {
            prepare(join, window, downloads.find(id).get());
        } else if (downloads.room()) {
            fetch(join, window, ending);
        } else {
            later(id, SOON);
        }
    }

    /** Tells the end of a window whose lines all have their outcome, if none of them waits to be sent again. */
    private void finishIfNothingWaits(Join join) {
        Join.Progress progress = join.progress();
        if (progress.waiting() > 0) {
            return;
        }
        store.put(join.with(progress.finished()));
        events.tell(
                join.windowId(), new JoinState.Done(progress.completed(), progress.failed(), progress.resubmitted()));
        LOG.atInfo()
                .addKeyValue("window", join.windowId())
                .addKeyValue("completed", progress.completed())
                .addKeyValue("failed", progress.failed())
                .addKeyValue("resubmitted", progress.resubmitted())
                .log("Window joined");
    }

    private void createAgain(Join join, Ending ending, String code) {
        Instant now = access.clocks().now();
        Instant at = EndPolicy.createAgainAt(ending, settings.resubmitBackOff(), now);
        store.put(join.with((Ending) null));
        events.tell(join.windowId(), new JoinState.RetryCreate(code, ending.submission(), at));
    }

    private void fetch(Join join, Window window, Ending ending) {
        String id = join.windowId().text();
        if (ending.batchId() == null) {
            ResultFiles none = ResultFiles.none(window.facts().requests());
            downloads.keep(id, new Fetched(ending, Manifest.of(log, join), none, Map.of()));
            later(id, Duration.ZERO);
            return;
        }
        @Nullable BatchProvider provider = accounts.get(String.valueOf(account(window)));
        if (provider == null) {
            LOG.atError()
                    .addKeyValue("window", id)
                    .addKeyValue("account", account(window))
                    .log("Results cannot be fetched: the account is not configured");
            later(id, TROUBLE.longest());
            return;
        }
        FetchTask task = new FetchTask(
                join,
                ending,
                window.facts().requests(),
                provider,
                Manifest.of(log, join),
                new FetchTask.Place(downloads.directory(), access.clocks()));
        boolean started = access.effects()
                .startTransfer(
                        new EffectKey(id, join.version()),
                        task,
                        result -> onFetched(join, result),
                        failure -> onCrash(id, failure));
        if (started) {
            downloads.began(id);
        } else {
            later(id, SOON);
        }
    }

    private void onFetched(Join join, FetchTask.Result result) {
        String id = join.windowId().text();
        downloads.ended(id);
        switch (result) {
            case FetchTask.Result.Ready ready -> {
                failures.remove(id);
                Optional<String> again = EndPolicy.createAgain(ready.fetched().ending());
                if (again.isPresent()) {
                    createAgain(join, ready.fetched().ending(), again.get());
                    return;
                }
                ResultFiles files = ready.fetched().files();
                if (files.foreign() > 0 || files.repeated() > 0) {
                    LOG.atWarn()
                            .addKeyValue("window", id)
                            .addKeyValue("foreign", files.foreign())
                            .addKeyValue("repeated", files.repeated())
                            .log("Result files hold lines that are not published");
                }
                downloads.keep(id, ready.fetched());
                later(id, Duration.ZERO);
            }
            case FetchTask.Result.Held held -> {
                LOG.atWarn()
                        .addKeyValue("window", id)
                        .addKeyValue("reason", held.why())
                        .log("Window is held and its batch asked again");
                events.tell(join.windowId(), new JoinState.Held("results_incomplete", held.why(), held.since()));
                later(id, HOLD);
            }
            case FetchTask.Result.Trouble trouble -> {
                LOG.atWarn()
                        .addKeyValue("window", id)
                        .addKeyValue("outcome", trouble.outcome())
                        .log("Provider did not give the results; it is asked again");
                later(id, wait(id, trouble.outcome()));
            }
        }
    }

    private void prepare(Join join, Window window, Fetched fetched) {
        String id = join.windowId().text();
        OutcomeHeaders headers = new OutcomeHeaders(
                id,
                fetched.ending().batchId(),
                account(window),
                window.facts().lane().model());
        boolean started = access.effects()
                .start(
                        new EffectKey(id, join.version()),
                        new ChunkTask(join, fetched, log, headers, limits),
                        chunk -> store.join(id).ifPresent(stored -> publish(stored, chunk)),
                        failure -> onCrash(id, failure));
        if (!started) {
            later(id, SOON);
        }
    }

    private void publish(Join join, Chunk chunk) {
        failures.remove(join.windowId().text());
        Instant now = access.clocks().now();
        Join published = tell(join.with(join.progress().after(chunk)), now);
        store.put(published);
        for (Outgoing record : chunk.records()) {
            switch (record) {
                case Outgoing.Completed done ->
                    access.forward(Topic.RESULTS_COMPLETED, done.key(), done.value(), done.headers());
                case Outgoing.Failed failed -> failed.item().forward(access, now);
            }
        }
        if (!chunk.resubmitted().isEmpty()) {
            waitToResubmit(join, chunk, now);
        }
        act(published);
    }

    private Join tell(Join join, Instant now) {
        Instant toldAt = join.progress().toldAt();
        Window window = join.window();
        if (window == null || (toldAt != null && toldAt.plus(TELL_EVERY).isAfter(now))) {
            return join;
        }
        events.tell(
                join.windowId(),
                new JoinState.Publishing(join.progress().next(), window.facts().requests()));
        return join.with(join.progress().told(now));
    }

    private void waitToResubmit(Join join, Chunk chunk, Instant now) {
        String key = Resubmission.key(join.windowId(), chunk.from());
        Instant due = now.plus(settings.resubmitBackOff().after(chunk.attempt()));
        store.put(
                key,
                new Resubmission(Resubmission.FORMAT, join.windowId(), 1, Resubmission.runs(chunk.resubmitted()), due));
        agenda.put(key, due);
    }

    private Duration wait(String id, Outcome<?> outcome) {
        Duration own = TROUBLE.after(failures.merge(id, 1, Integer::sum));
        return outcome.waitAtLeast(own, TROUBLE.longest());
    }

    private void onCrash(String id, Exception failure) {
        downloads.ended(id);
        LOG.atError().setCause(failure).addKeyValue("window", id).log("Joining failed and is tried again");
        later(id, TROUBLE.after(failures.merge(id, 1, Integer::sum)));
    }

    private void later(String id, Duration wait) {
        agenda.put(id, access.clocks().now().plus(wait));
    }

    private static @Nullable String account(Window window) {
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
