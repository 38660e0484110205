package dev.batchline.guarantees;

import dev.batchline.guarantees.Observation.BatchSeen;
import dev.batchline.guarantees.Observation.Executed;
import dev.batchline.guarantees.Observation.InputFile;
import dev.batchline.guarantees.Observation.JoinTold;
import dev.batchline.guarantees.Observation.LeaseTold;
import dev.batchline.guarantees.Observation.ManifestTold;
import dev.batchline.guarantees.Observation.Produced;
import dev.batchline.guarantees.Observation.ResultTold;
import dev.batchline.guarantees.Observation.StatusTold;
import dev.batchline.guarantees.Observation.WindowTold;
import dev.batchline.schemas.BatchMarks;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.CloseTrigger;
import dev.batchline.schemas.DeploymentId;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.JoinEvent;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.Lease;
import dev.batchline.schemas.ManifestChunk;
import dev.batchline.schemas.ManifestItem;
import dev.batchline.schemas.RequestCounts;
import dev.batchline.schemas.StatusEvent;
import dev.batchline.schemas.SubmittedHow;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowFacts;
import dev.batchline.schemas.WindowId;
import dev.batchline.schemas.WindowState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Makes observations of one lane; a request is a number, which is also its offset in both topics. */
final class History {
    static final Instant START = Instant.parse("2026-01-01T00:00:00Z");
    static final LaneKey LANE = new LaneKey("openai", "/v1/chat/completions", "model", "24h");
    static final DeploymentId OURS = new DeploymentId("aaaaaaaa");
    static final long LINE = 100;

    private static final String REQUESTS = "batch.requests";

    private History() {}

    static Place place(int request) {
        return new Place(REQUESTS, 0, request);
    }

    static Mark body(int request) {
        return Mark.of("body of " + request);
    }

    static Instant at(int seconds) {
        return START.plus(Duration.ofSeconds(seconds));
    }

    static Produced produced(int request) {
        return new Produced(place(request), "id-" + request, body(request));
    }

    static Observation completed(int request, WindowId window, int attempt) {
        return new ResultTold(outcome(request, window, attempt, null));
    }

    static Outcome outcome(int request, @Nullable WindowId window, int attempt, Outcome.@Nullable Failure failure) {
        return new Outcome(
                new Place("batch.results", 0, request),
                "id-" + request,
                place(request),
                window,
                attempt,
                failure,
                null);
    }

    static WindowId window(int first) {
        return WindowId.of(OURS, 0, LANE, first);
    }

    /** A window of these requests in its second version, closed. */
    static Window sealed(int first, int last) {
        int requests = last - first + 1;
        WindowFacts facts = new WindowFacts(
                LANE,
                last,
                requests,
                requests * LINE,
                requests * 10L,
                requests,
                0,
                "digest",
                Integer.MAX_VALUE,
                4000,
                List.of(),
                START,
                CloseTrigger.COUNT,
                0);
        return Window.open(window(first), facts).to(new WindowState.Open().seal("openai", START));
    }

    /** The next version of a closed window: its file is there. */
    static Window uploaded(Window sealed, String file, String life) {
        return sealed.to(((WindowState.Sealed) sealed.state()).uploaded(file, life, START));
    }

    /** The next version of a window with a file: its batch is there. */
    static Window submitted(Window uploaded, String batch) {
        WindowState.Uploaded intent = (WindowState.Uploaded) uploaded.state();
        return uploaded.to(intent.submitted(batch, SubmittedHow.CREATED, START));
    }

    static WindowTold told(Window window) {
        return told(window, START);
    }

    static WindowTold told(Window window, Instant at) {
        return new WindowTold(window.id(), window, at);
    }

    static WindowTold ended(Window window) {
        return new WindowTold(window.id(), null, START);
    }

    static ManifestTold manifest(WindowId window, int attempt, int... requests) {
        List<ManifestItem> items = new ArrayList<>();
        for (int request : requests) {
            items.add(item(items.size(), request, attempt));
        }
        return new ManifestTold(new ManifestChunk(ManifestChunk.FORMAT, window, 0, 1, items));
    }

    /** A window of one request that another window released. */
    static ManifestTold released(WindowId window, WindowId by, int attempt, int request) {
        ManifestItem item = item(0, request, attempt);
        List<Header> headers = new ArrayList<>(item.headers());
        headers.add(Header.of(Headers.RELEASED, by.text()));
        ManifestItem again = new ManifestItem(0, item.offset() + 100, item.customId(), null, 10, attempt, headers);
        return new ManifestTold(new ManifestChunk(ManifestChunk.FORMAT, window, 0, 1, List.of(again)));
    }

    /** A line; the record of a further attempt lies a hundred further on for each. */
    private static ManifestItem item(int seq, int request, int attempt) {
        List<Header> headers = List.of(
                Header.of(Headers.SOURCE_TOPIC, REQUESTS),
                Header.of(Headers.SOURCE_PARTITION, "0"),
                Header.of(Headers.SOURCE_OFFSET, Integer.toString(request)));
        return new ManifestItem(seq, request + 100L * (attempt - 1), "id-" + request, null, 10, attempt, headers);
    }

    static JoinTold done(WindowId window, long completed, long failed, long resubmitted) {
        return joined(window, new JoinState.Done(completed, failed, resubmitted));
    }

    static JoinTold joined(WindowId window, JoinState state) {
        return new JoinTold(JoinEvent.of(window, state, START));
    }

    static StatusTold status(WindowId window, long version, int submission, BatchStatus status) {
        return status(window, version, submission, status, START);
    }

    static StatusTold status(WindowId window, long version, int submission, BatchStatus status, Instant at) {
        return new StatusTold(
                new StatusEvent(
                        window,
                        "batch-" + window.firstOffset(),
                        "openai",
                        "openai",
                        LANE.endpoint(),
                        LANE.model(),
                        status,
                        null,
                        status.word(),
                        RequestCounts.NONE,
                        null,
                        null,
                        submission,
                        version,
                        at,
                        null,
                        List.of(),
                        null),
                at);
    }

    static Executed executed(int request, String batch, boolean billed) {
        return new Executed(Mark.of("id-" + request), body(request), batch, billed);
    }

    static BatchSeen batch(String id, Window window, boolean cancelled) {
        return new BatchSeen(
                id,
                new BatchMarks(window.id(), 1),
                new InputFile(
                        "file-" + id, window.facts().requests(), window.facts().bytes()),
                cancelled,
                true);
    }

    static LeaseTold lease(String life) {
        return new LeaseTold("batcher-0", Lease.of(life, START));
    }

    /** What a guarantee says is broken at the end of a history. */
    static List<String> broken(Guarantee guarantee, Observation... history) {
        for (Observation seen : history) {
            guarantee.observe(seen);
        }
        return guarantee.brokenAtEnd();
    }
}
