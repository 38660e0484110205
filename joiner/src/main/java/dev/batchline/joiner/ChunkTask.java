package dev.batchline.joiner;

import dev.batchline.providers.ResultItem;
import dev.batchline.runtime.outcome.FailedItem;
import dev.batchline.runtime.outcome.Reason;
import dev.batchline.runtime.outcome.Stage;
import dev.batchline.schemas.BatchError;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.ErrorCode;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.ManifestItem;
import dev.batchline.schemas.ResultLine;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.WindowState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/** Prepares the next part of a window's outcomes, off the stream thread: reads results and, for failures, requests. */
final class ChunkTask implements Callable<Chunk> {
    private static final int MOST_LINES = 1_000;
    private static final long MOST_BYTES = 4L * 1024 * 1024;

    private final Join join;
    private final Fetched fetched;
    private final RecordLog log;
    private final OutcomeHeaders headers;
    private final int maxAttempts;
    private final int requestMaxBytes;

    ChunkTask(Join join, Fetched fetched, RecordLog log, OutcomeHeaders headers, Limits limits) {
        this.join = join;
        this.fetched = fetched;
        this.log = log;
        this.headers = headers;
        this.maxAttempts = limits.maxAttempts();
        this.requestMaxBytes = limits.requestMaxBytes();
    }

    @Override
    public Chunk call() throws IOException {
        int from = join.progress().next();
        List<Judged> judged = new ArrayList<>();
        try (ResultFiles.Reader results = fetched.files().open()) {
            Room room = new Room();
            fetched.manifest().from(from, item -> {
                Judged next = judge(item, results);
                if (!judged.isEmpty() && !room.has(next)) {
                    return false;
                }
                room.take(next);
                judged.add(next);
                return true;
            });
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        if (judged.isEmpty()) {
            throw new IllegalStateException("the manifest of " + join.windowId() + " ends before line " + from);
        }
        return chunk(judged, originals(judged));
    }

    /** The judged lines that fit into one transaction now that the size of the requests is known. */
    private Chunk chunk(List<Judged> judged, Map<Long, byte[]> originals) {
        int from = join.progress().next();
        int next = from;
        long bytes = 0;
        List<Outgoing> records = new ArrayList<>();
        List<Integer> resubmitted = new ArrayList<>();
        int attempt = 1;
        for (Judged line : judged) {
            ManifestItem item = line.item();
            byte[] original = originals.get(item.offset());
            bytes += line.bytes() + (original == null ? 0 : original.length);
            if (next > from && (bytes > MOST_BYTES || (line.failed() && original == null))) {
                break;
            }
            next++;
            switch (line.verdict()) {
                case Verdict.Completed completed -> records.add(completed(item, completed.answer()));
                case Verdict.Failed failed -> records.add(failed(item, failed, original));
                case Verdict.Resubmit resubmit -> {
                    resubmitted.add(item.seq());
                    attempt = Math.max(attempt, item.attempt());
                }
            }
        }
        return new Chunk(from, next, records, resubmitted, attempt);
    }

    private Judged judge(ManifestItem item, ResultFiles.Reader results) {
        Verdict verdict = ItemPolicy.decide(evidence(item, results), item.attempt(), maxAttempts);
        if (verdict instanceof Verdict.Completed completed && tooLarge(item, completed.answer())) {
            Reason reason = Reason.of(
                    ErrorCode.RESULT_TOO_LARGE,
                    "The answer is larger than its topic takes; it is in the output file "
                            + fetched.ending().outputFileId() + " of batch "
                            + fetched.ending().batchId() + ".",
                    Stage.JOIN);
            return new Judged(item, new Verdict.Failed(reason, null));
        }
        return new Judged(item, verdict);
    }

    private boolean tooLarge(ManifestItem item, ResultItem answer) {
        byte[] body = answer.body();
        long headroom = Topic.HEADROOM_BYTES + (long) item.customId().length() * 8;
        return body != null && body.length + headroom > Topic.RESULTS_COMPLETED.maxMessageBytes(requestMaxBytes);
    }

    private Evidence evidence(ManifestItem item, ResultFiles.Reader results) {
        Ending ending = fetched.ending();
        if (ending.batchId() == null) {
            boolean dropped = join.window() != null && join.window().state() instanceof WindowState.Cancelled;
            return dropped ? new Evidence.Dropped() : new Evidence.Refused(firstError());
        }
        try {
            return results.read(item.seq())
                    .<Evidence>map(line -> new Evidence.Line(line, ending.status()))
                    .orElseGet(() -> withoutLine(item, ending));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Evidence withoutLine(ManifestItem item, Ending ending) {
        EndPolicy.Found found = fetched.files().found();
        BatchError own = fetched.refusedLines().get(item.seq());
        if (ending.status() != BatchStatus.FAILED) {
            return new Evidence.Missing(ending.status(), EndPolicy.mayBeExecuted(ending, found));
        }
        if (own != null) {
            return new Evidence.Refused(own);
        }
        if (found.answers() + found.failures() > 0) {
            return new Evidence.Missing(ending.status(), EndPolicy.mayBeExecuted(ending, found));
        }
        return fetched.refusedLines().isEmpty() ? new Evidence.Refused(firstError()) : new Evidence.Innocent();
    }

    private BatchError firstError() {
        return fetched.ending().errors().stream().findFirst().orElseGet(() -> new BatchError(null, null, null, null));
    }

    /** The requests of failed lines, the first ones if they are large. */
    private Map<Long, byte[]> originals(List<Judged> judged) {
        List<ManifestItem> failed =
                judged.stream().filter(Judged::failed).map(Judged::item).toList();
        Map<Long, byte[]> originals = new HashMap<>();
        long[] bytes = {0};
        new Requests(log, join.windowId().partition()).visit(failed, (item, request) -> {
            originals.put(item.offset(), request.value());
            bytes[0] += request.value().length;
            return bytes[0] < MOST_BYTES;
        });
        return originals;
    }

    private Outgoing completed(ManifestItem item, ResultItem answer) {
        byte[] value = new ResultLine(answer.lineId(), item.customId(), response(answer), null).encode();
        return new Outgoing.Completed(utf8(item.customId()), value, headers.of(item));
    }

    private Outgoing failed(ManifestItem item, Verdict.Failed failed, byte @Nullable [] original) {
        List<Header> facts = headers.of(item);
        ResultItem answer = failed.answer();
        return new Outgoing.Failed(new FailedItem(
                item.customId(), original, facts, answer == null ? null : response(answer), failed.reason()));
    }

    private static ResultLine.@Nullable Response response(ResultItem item) {
        Integer status = item.statusCode();
        return status == null ? null : new ResultLine.Response(status, item.requestId(), item.body());
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /**
     * What bounds outcomes.
     *
     * @param maxAttempts how often an item is submitted at most
     * @param requestMaxBytes the largest request, from which the limits of the topics follow
     */
    record Limits(int maxAttempts, int requestMaxBytes) {}

    /**
     * A line and what becomes of it.
     *
     * @param item the line
     * @param verdict its end
     */
    private record Judged(ManifestItem item, Verdict verdict) {
        boolean failed() {
            return verdict instanceof Verdict.Failed;
        }

        /** What its outcome takes, without the request itself. */
        long bytes() {
            return switch (verdict) {
                case Verdict.Completed completed -> size(completed.answer());
                case Verdict.Failed failed -> 2_048 + (failed.answer() == null ? 0 : size(failed.answer()));
                case Verdict.Resubmit resubmit -> 0;
            };
        }

        private static long size(ResultItem answer) {
            byte[] body = answer.body();
            return 512 + (body == null ? 0L : body.length);
        }
    }

    /** How much fits into a part. */
    private static final class Room {
        private int lines;
        private long bytes;

        boolean has(Judged next) {
            return lines < MOST_LINES && bytes + size(next) <= MOST_BYTES;
        }

        void take(Judged next) {
            lines++;
            bytes += size(next);
        }

        private static long size(Judged line) {
            return line.bytes() + (line.failed() ? Requests.estimatedBytes(line.item()) : 0);
        }
    }
}
