package dev.batchline.joiner;

import dev.batchline.runtime.task.EffectKey;
import dev.batchline.runtime.task.TaskAccess;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowState;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Publishes the outcomes of ended windows, part by part, in the order of their manifests. */
final class Publisher {
    private static final Logger LOG = LoggerFactory.getLogger(Publisher.class);
    private static final Duration SOON = Duration.ofMillis(200);
    private static final Duration TELL_EVERY = Duration.ofSeconds(1);

    private final TaskAccess access;
    private final JoinerShell.Parts parts;
    private final Workplace place;
    private final Resubmitter resubmitter;
    private final Fetcher fetcher;
    private final Preparations preparations;

    Publisher(
            TaskAccess access,
            JoinerShell.Parts parts,
            Workplace place,
            Resubmitter resubmitter,
            Allowance.Share memory) {
        this.access = access;
        this.parts = parts;
        this.place = place;
        this.resubmitter = resubmitter;
        this.fetcher = new Fetcher(access, parts, place);
        this.preparations = new Preparations(access, parts, memory, this::onUnprepared);
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
            later(id);
            return;
        }
        place.downloads().ended(id);
        Optional<Fetched> fetched = place.downloads().find(id);
        Ending newest = fetched.map(Fetched::ending).orElse(ending);
        Optional<String> again = EndPolicy.createAgain(newest, fetched.isPresent());
        if (again.isPresent()) {
            createAgain(join, newest, again.get());
        } else if (join.progress().next() >= window.facts().requests()) {
            forget(id);
            finishIfNothingWaits(join, window);
        } else if (fetched.isPresent()) {
            prepare(join, window, fetched.get());
        } else {
            fetcher.fetch(join, window, ending);
        }
    }

    /** Publishes what is prepared, as much as one punctuation may write. */
    void publish() {
        long lines = access.chunk().records();
        long bytes = access.chunk().bytes();
        Optional<Preparations.Ready> ready = preparations.take(Long.MAX_VALUE, Long.MAX_VALUE);
        while (ready.isPresent()) {
            Chunk chunk = ready.get().chunk();
            place.store().join(ready.get().window()).ifPresent(join -> publish(join, chunk));
            preparations.published(ready.get().window());
            lines -= chunk.next() - chunk.from();
            bytes -= chunk.sums().bytes();
            ready = preparations.take(lines, bytes);
        }
    }

    /** Whether a call's outcome belongs to what is prepared now; empty if the call is none of these. */
    Optional<Boolean> current(EffectKey key) {
        return preparations.current(key);
    }

    /** Forgets what this life has of a window. */
    void forget(String id) {
        preparations.drop(id);
        place.downloads().forget(id, place.disk().handOver(id));
        place.windows().remove(id);
        fetcher.forget(id);
    }

    /** Tells the end of a window whose lines all have their outcome, if none of them waits to be sent again. */
    private void finishIfNothingWaits(Join join, Window window) {
        Join.Progress progress = join.progress();
        if (progress.waiting() > 0) {
            return;
        }
        place.store().put(join.with(progress.finished()));
        place.events()
                .tell(
                        join.windowId(),
                        new JoinState.Done(
                                progress.completed(),
                                progress.failed(),
                                progress.resubmitted(),
                                progress.tokens().ofBytes(window.facts()),
                                progress.filesNeeded()));
        LOG.atInfo()
                .addKeyValue("window", join.windowId())
                .addKeyValue("completed", progress.completed())
                .addKeyValue("failed", progress.failed())
                .addKeyValue("resubmitted", progress.resubmitted())
                .log("Window joined");
    }

    private void createAgain(Join join, Ending ending, String code) {
        Instant now = access.clocks().now();
        Instant at = EndPolicy.createAgainAt(ending, parts.settings().resubmitBackOff(), now);
        forget(join.windowId().text());
        place.store().put(join.with((Ending) null));
        place.events().tell(join.windowId(), new JoinState.RetryCreate(code, ending.submission(), at));
    }

    private void prepare(Join join, Window window, Fetched fetched) {
        String id = join.windowId().text();
        place.windows()
                .put(id, JoiningWindows.Stage.PUBLISHING, fetched.ending().since());
        if (!preparations.more(join, window, Fetcher.account(window), fetched)) {
            later(id);
        }
    }

    private void onUnprepared(String id, Exception failure) {
        if (failure instanceof IOException) {
            forget(id);
        }
        fetcher.onCrash(id, failure);
    }

    private void publish(Join join, Chunk chunk) {
        Window window = join.window();
        if (window == null) {
            throw new IllegalStateException("a part of " + join.windowId() + " without its window");
        }
        Instant now = access.clocks().now();
        Join published = tell(join.with(join.progress().after(chunk)), window, now);
        place.store().put(published);
        for (Outgoing record : chunk.records()) {
            switch (record) {
                case Outgoing.Completed done ->
                    access.forward(Topic.RESULTS_COMPLETED, done.key(), done.value(), done.headers());
                case Outgoing.Failed failed -> failed.item().forward(access, now);
                case Outgoing.Billed bill -> access.forward(Topic.LEDGER, bill.key(), bill.value(), List.of());
            }
        }
        if (!chunk.resubmitted().isEmpty()) {
            sendAgain(window, chunk);
        }
        parts.meters().published(Fetcher.account(window), window.facts().lane().model(), chunk);
        if (chunk.next() >= window.facts().requests()) {
            compareUsage(published, window);
        }
        place.agenda().put(join.windowId().text(), now);
    }

    /** Holds the batch's own count of its tokens against that of its lines, which all have their outcome now. */
    private void compareUsage(Join join, Window window) {
        Ending ending = place.downloads()
                .find(join.windowId().text())
                .map(Fetched::ending)
                .orElse(join.ending());
        if (ending == null || ending.batchId() == null) {
            return;
        }
        LineUsage lines = join.progress().usage();
        UsagePolicy.Comparison comparison = UsagePolicy.compare(ending.usage(), lines);
        parts.meters().compared(Fetcher.account(window), comparison);
        if (comparison.result() == UsagePolicy.Result.DIFFERENT) {
            LOG.atWarn()
                    .addKeyValue("window", join.windowId())
                    .addKeyValue("batch", ending.batchId())
                    .addKeyValue("batch_says", ending.usage())
                    .addKeyValue("lines_say", lines)
                    .log("The provider counts other tokens for a batch than for its lines; docs/costs.md says how to"
                            + " read it");
        }
    }

    /** What is sent again of a window that never had a batch was not submitted. */
    private void sendAgain(Window window, Chunk chunk) {
        if (window.state() instanceof WindowState.Cancelled) {
            resubmitter.release(window.id(), chunk);
        } else {
            resubmitter.wait(window.id(), chunk);
        }
    }

    private Join tell(Join join, Window window, Instant now) {
        Instant toldAt = join.progress().toldAt();
        if (toldAt != null && toldAt.plus(TELL_EVERY).isAfter(now)) {
            return join;
        }
        place.events()
                .tell(
                        join.windowId(),
                        new JoinState.Publishing(
                                join.progress().next(), window.facts().requests()));
        return join.with(join.progress().told(now));
    }

    private void later(String id) {
        place.agenda().put(id, access.clocks().now().plus(SOON));
    }
}
