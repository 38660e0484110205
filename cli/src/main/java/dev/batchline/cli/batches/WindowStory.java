package dev.batchline.cli.batches;

import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.JoinEvent;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.StatusEvent;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowId;
import dev.batchline.schemas.WindowState;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The latest of each kind of record about one window, in whatever order the kinds were read. */
final class WindowStory {
    static final String DONE = "done";

    /** Every word for where a window stands: our own before there is a batch, the provider's eight, and ours after. */
    static final List<String> WORDS = Stream.of(
                    Stream.of("sealed", "uploaded", "creating", "submitted", "rejected"),
                    Arrays.stream(BatchStatus.values()).map(BatchStatus::word),
                    Stream.of("publishing", "held", DONE))
            .flatMap(words -> words)
            .toList();

    private final WindowId id;
    private @Nullable Window window;
    private @Nullable StatusEvent status;
    private @Nullable JoinEvent join;
    private Instant statusSince = Instant.MAX;
    private Instant joinSince = Instant.MAX;
    private Instant earliest = Instant.MAX;
    private boolean removed;

    WindowStory(WindowId id) {
        this.id = id;
    }

    void take(Window next) {
        window = next;
        seen(next.facts().openedAt());
    }

    /** The batcher has forgotten it: it is over. */
    void remove() {
        removed = true;
    }

    void take(StatusEvent next) {
        StatusEvent last = status;
        boolean same = last != null && last.status() == next.status() && last.attempt() == next.attempt();
        statusSince = same ? statusSince : next.occurredAt();
        status = next;
        seen(next.occurredAt());
    }

    void take(JoinEvent next) {
        JoinEvent last = join;
        boolean same = last != null && word(last.state()).equals(word(next.state()));
        joinSince = same ? joinSince : next.occurredAt();
        join = next;
        seen(next.occurredAt());
    }

    BatchLine line() {
        Window latest = window;
        StatusEvent event = status;
        String model = event != null
                ? event.model()
                : latest == null ? "" : latest.facts().lane().model();
        return new BatchLine(id, batchId(), account(), model, standing(), earliest, counts(), attempt(), ended());
    }

    /** The first line of its file that is not published yet, from 0. */
    int publishedUntil() {
        JoinEvent joined = join;
        return joined != null && joined.state() instanceof JoinState.Publishing publishing ? publishing.next() : 0;
    }

    /** The windows topic holds every window that is not over, so one that is not there is. */
    private boolean ended() {
        return removed || window == null || (join != null && join.state() instanceof JoinState.Done);
    }

    private BatchLine.Standing standing() {
        JoinEvent joined = join;
        if (joined != null && !(joined.state() instanceof JoinState.RetryCreate)) {
            return new BatchLine.Standing(word(joined.state()), joinSince);
        }
        StatusEvent event = status;
        if (event != null && event.attempt() >= submission()) {
            return new BatchLine.Standing(event.status().word(), statusSince);
        }
        Window latest = window;
        return latest == null
                ? new BatchLine.Standing(DONE, joinSince)
                : new BatchLine.Standing(latest.state().word(), since(latest));
    }

    private BatchLine.Counts counts() {
        StatusEvent event = status;
        long completed = event == null ? 0 : event.requestCounts().completed();
        long failed = event == null ? 0 : event.requestCounts().failed();
        JoinEvent joined = join;
        if (joined != null && joined.state() instanceof JoinState.Done done) {
            long all = done.completed() + done.failed() + done.resubmitted();
            return new BatchLine.Counts(all, done.completed(), done.failed(), done.resubmitted());
        }
        Window latest = window;
        long requests = latest != null
                ? latest.facts().requests()
                : event == null ? 0 : event.requestCounts().total();
        return new BatchLine.Counts(requests, completed, failed, 0);
    }

    private int attempt() {
        StatusEvent event = status;
        return Math.max(submission(), event == null ? 1 : event.attempt());
    }

    private int submission() {
        Window latest = window;
        return latest == null
                ? 1
                : switch (latest.state()) {
                    case WindowState.Sealed sealed -> sealed.submission();
                    case WindowState.Uploaded uploaded -> uploaded.submission();
                    case WindowState.Creating creating -> creating.submission();
                    case WindowState.Submitted submitted -> submitted.submission();
                    case WindowState.Open open -> 1;
                    case WindowState.Rejected rejected -> 1;
                    case WindowState.Cancelled cancelled -> 1;
                };
    }

    private @Nullable String batchId() {
        StatusEvent event = status;
        if (event != null && event.attempt() >= submission()) {
            return event.batchId();
        }
        return window != null && window.state() instanceof WindowState.Submitted submitted ? submitted.batchId() : null;
    }

    private @Nullable String account() {
        Window latest = window;
        if (latest == null) {
            return status == null ? null : status.account();
        }
        return switch (latest.state()) {
            case WindowState.Sealed sealed -> sealed.account();
            case WindowState.Uploaded uploaded -> uploaded.account();
            case WindowState.Creating creating -> creating.account();
            case WindowState.Submitted submitted -> submitted.account();
            case WindowState.Rejected rejected -> rejected.account();
            case WindowState.Cancelled cancelled -> cancelled.account();
            case WindowState.Open open -> null;
        };
    }

    private static Instant since(Window window) {
        return switch (window.state()) {
            case WindowState.Sealed sealed -> sealed.sealedAt();
            case WindowState.Uploaded uploaded -> uploaded.uploadedAt();
            case WindowState.Creating creating -> creating.notBefore();
            case WindowState.Submitted submitted -> submitted.submittedAt();
            case WindowState.Rejected rejected -> rejected.rejectedAt();
            case WindowState.Cancelled cancelled -> cancelled.cancelledAt();
            case WindowState.Open open -> window.facts().openedAt();
        };
    }

    private static String word(JoinState state) {
        return switch (state) {
            case JoinState.Publishing publishing -> "publishing";
            case JoinState.Held held -> "held";
            case JoinState.RetryCreate retry -> "retry";
            case JoinState.Done done -> DONE;
        };
    }

    private void seen(Instant at) {
        earliest = at.isBefore(earliest) ? at : earliest;
    }
}
