package dev.batchline.joiner;

import dev.batchline.providers.ResultItem;
import dev.batchline.runtime.outcome.FailedItem;
import dev.batchline.runtime.outcome.Reason;
import dev.batchline.schemas.BatchError;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.LedgerEvent;
import dev.batchline.schemas.ManifestItem;
import dev.batchline.schemas.ResultLine;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;

/**
 * Prepares the next parts of a window's outcomes, off the stream thread: reads results and, for failures, requests. It
 * goes on until so many bytes are prepared, and prepares one part at least.
 */
final class ChunkTask implements Callable<List<Chunk>> {
    /** The most that one part takes, unless a single line takes more. */
    static final long MOST_BYTES = 4L * 1024 * 1024;

    private static final int MOST_PARTS = 4;
    private static final int AROUND_FAILURE = 2_048;
    private static final int AROUND_ANSWER = 512;
    private static final int AROUND_BILL = 1_024;

    private final Source source;
    private final int from;
    private final long bytes;
    private final Limits limits;
    private final OutcomeHeaders headers;
    private final Billing billing;

    /**
     * A task.
     *
     * @param from the first line of the first part
     * @param bytes how much to prepare
     */
    ChunkTask(Source source, int from, long bytes, Limits limits, Billing billing) {
        this.source = source;
        this.from = from;
        this.bytes = bytes;
        this.limits = limits;
        this.headers = source.headers();
        this.billing = billing;
    }

    @Override
    public List<Chunk> call() throws IOException {
        List<Chunk> chunks = new ArrayList<>();
        long prepared = 0;
        int next = from;
        try (ResultFiles.Reader results = source.fetched.files().open()) {
            do {
                Chunk chunk = chunk(next, judge(next, results));
                chunks.add(chunk);
                prepared += chunk.sums().bytes();
                next = chunk.next();
            } while (next < source.lines() && chunks.size() < MOST_PARTS && prepared + MOST_BYTES <= bytes);
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
        return chunks;
    }

    /** The next lines with what becomes of them, as far as their answers fit into one part. */
    private List<Judged> judge(int first, ResultFiles.Reader results) {
        List<Judged> judged = new ArrayList<>();
        long[] sum = {0};
        source.fetched.manifest().from(first, item -> {
            Judged next = judge(item, results);
            if (!judged.isEmpty() && (judged.size() == limits.lines() || sum[0] + next.bytes() > MOST_BYTES)) {
                return false;
            }
            sum[0] += next.bytes();
            judged.add(next);
            return true;
        });
        if (judged.isEmpty()) {
            throw new IllegalStateException("the manifest of " + source.window.id() + " ends before line " + first);
        }
        return judged;
    }

    /** The judged lines that fit into one transaction now that the size of the requests is known. */
    private Chunk chunk(int first, List<Judged> judged) {
        Map<Long, byte[]> originals = originals(judged);
        Sum sum = new Sum(first);
        for (Judged line : judged) {
            byte[] original = originals.get(line.item().offset());
            long size = line.bytes() + (original == null ? 0 : original.length);
            if (sum.next > first && (sum.bytes + size > MOST_BYTES || (line.failed() && original == null))) {
                break;
            }
            sum.add(line, size);
            ManifestItem item = line.item();
            switch (line.verdict()) {
                case Verdict.Completed completed -> sum.records.add(completed(line, completed.answer()));
                case Verdict.Failed failed -> sum.records.add(failed(line, failed, original));
                case Verdict.Resubmit resubmit -> sum.resubmitted.add(item.offset());
            }
            line.bill().map(bill -> billed(item, bill)).ifPresent(sum.records::add);
        }
        return sum.chunk(first);
    }

    private Judged judge(ManifestItem item, ResultFiles.Reader results) {
        Evidence evidence = evidence(item, results);
        Verdict verdict = ItemPolicy.decide(evidence, item.attempt(), limits.maxAttempts());
        if (verdict instanceof Verdict.Completed(ResultItem answer) && tooLarge(item, answer)) {
            verdict = ItemPolicy.decide(tooLarge(item), item.attempt(), limits.maxAttempts());
        }
        Optional<LedgerEvent> bill =
                evidence instanceof Evidence.Line line ? billing.of(item, line.line()) : Optional.empty();
        return new Judged(item, verdict, evidence instanceof Evidence.Missing, bill);
    }

    private boolean tooLarge(ManifestItem item, ResultItem answer) {
        byte[] body = answer.body();
        long headroom = Topic.HEADROOM_BYTES + (long) item.customId().length() * 8;
        return body != null
                && body.length + headroom > Topic.RESULTS_COMPLETED.maxMessageBytes(limits.requestMaxBytes());
    }

    private Evidence tooLarge(ManifestItem item) {
        String file = source.fetched.files().fileId(item.seq()).orElse(null);
        return new Evidence.TooLarge(file, source.fetched.ending().batchId());
    }

    private Evidence evidence(ManifestItem item, ResultFiles.Reader results) {
        Ending ending = source.fetched.ending();
        if (ending.batchId() == null) {
            return source.window.state() instanceof WindowState.Cancelled cancelled
                    ? withoutBatch(item, cancelled)
                    : new Evidence.Refused(firstError());
        }
        if (source.fetched.files().tooLong(item.seq())) {
            return tooLarge(item);
        }
        try {
            return results.read(item.seq())
                    .<Evidence>map(line -> new Evidence.Line(line, source.endedBy()))
                    .orElseGet(() -> withoutLine(item, ending));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Evidence withoutBatch(ManifestItem item, WindowState.Cancelled cancelled) {
        return cancelled.drops(item.headers()) ? new Evidence.Dropped() : new Evidence.Released();
    }

    private Evidence withoutLine(ManifestItem item, Ending ending) {
        EndPolicy.Found found = source.fetched.files().found();
        Optional<BatchError> lost = EndPolicy.lost(ending);
        if (lost.isPresent()) {
            return new Evidence.Refused(lost.get());
        }
        if (EndPolicy.accountRefused(ending).isPresent()) {
            return new Evidence.Missing(source.endedBy(), EndPolicy.mayBeExecuted(ending, found));
        }
        BatchError own = source.fetched.refusedLines().get(item.seq());
        if (ending.status() == BatchStatus.FAILED && own != null) {
            return new Evidence.Refused(own);
        }
        if (ending.status() != BatchStatus.FAILED || found.answers() + found.failures() > 0) {
            return new Evidence.Missing(source.endedBy(), EndPolicy.mayBeExecuted(ending, found));
        }
        return source.fetched.refusedLines().isEmpty() ? new Evidence.Refused(firstError()) : new Evidence.Innocent();
    }

    private BatchError firstError() {
        return source.fetched.ending().errors().stream()
                .findFirst()
                .orElseGet(() -> new BatchError(null, null, null, null));
    }

    /** The requests of failed lines, the first ones if they are large. */
    private Map<Long, byte[]> originals(List<Judged> judged) {
        long[] offsets = judged.stream()
                .filter(Judged::failed)
                .mapToLong(line -> line.item().offset())
                .toArray();
        Map<Long, byte[]> originals = new HashMap<>();
        long[] sum = {0};
        if (offsets.length > 0) {
            new Requests(limits.log(), source.window.id().partition()).visit(offsets, request -> {
                originals.put(request.offset(), request.value());
                sum[0] += request.value().length;
                return sum[0] < MOST_BYTES;
            });
        }
        return originals;
    }

    private Outgoing completed(Judged line, ResultItem answer) {
        String customId = line.item().customId();
        byte[] value = new ResultLine(answer.lineId(), customId, response(answer), null).encode();
        return new Outgoing.Completed(utf8(customId), value, headers(line));
    }

    private Outgoing failed(Judged line, Verdict.Failed failed, byte @Nullable [] original) {
        ResultItem answer = failed.answer();
        return new Outgoing.Failed(new FailedItem(
                line.item().customId(),
                original,
                headers(line),
                answer == null ? null : response(answer),
                failed.reason()));
    }

    private static Outgoing billed(ManifestItem item, LedgerEvent bill) {
        return new Outgoing.Billed(
                utf8(item.customId()), JsonCodec.LEDGER.encode(bill), bill.model(), bill.cost() != null);
    }

    private List<Header> headers(Judged line) {
        List<Header> all = headers.of(line.item());
        line.bill().ifPresent(bill -> all.addAll(Billing.headers(bill)));
        return all;
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
     * @param log where requests are read again
     * @param maxAttempts how often an item is submitted at most
     * @param requestMaxBytes the largest request, from which the limits of the topics follow
     * @param lines the most lines of a part
     */
    record Limits(RecordLog log, int maxAttempts, int requestMaxBytes, int lines) {}

    /**
     * What outcomes are made of.
     *
     * @param window the window as the batcher told it last
     * @param account what it was sent through; null if that was not decided
     * @param fetched its results
     */
    record Source(Window window, @Nullable String account, Fetched fetched) {
        int lines() {
            return window.facts().requests();
        }

        EndedBy endedBy() {
            return EndPolicy.endedBy(
                    fetched.ending(),
                    window.state() instanceof WindowState.Submitted submitted ? submitted.cancel() : null);
        }

        OutcomeHeaders headers() {
            return new OutcomeHeaders(
                    window.id().text(),
                    fetched.ending().batchId(),
                    account,
                    window.facts().lane().model());
        }
    }

    /**
     * A line and what becomes of it.
     *
     * @param item the line
     * @param verdict its end
     * @param missing whether it has no result
     * @param bill what it took, if its answer tells that
     */
    private record Judged(ManifestItem item, Verdict verdict, boolean missing, Optional<LedgerEvent> bill) {
        boolean failed() {
            return verdict instanceof Verdict.Failed;
        }

        /** What its outcome and its bill take, without the request itself. */
        long bytes() {
            return bill.isPresent() ? outcomeBytes() + AROUND_BILL + billBytes(bill.get()) : outcomeBytes();
        }

        private long billBytes(LedgerEvent event) {
            return (long) item.customId().length() + length(event.tenant()) + length(event.job());
        }

        private long outcomeBytes() {
            return switch (verdict) {
                case Verdict.Completed completed -> size(completed.answer());
                case Verdict.Failed failed -> AROUND_FAILURE + (failed.answer() == null ? 0 : size(failed.answer()));
                case Verdict.Resubmit resubmit -> 0;
            };
        }

        PromptTokens tokens() {
            long used = verdict instanceof Verdict.Completed
                    ? bill.map(event -> event.tokens().input()).orElse(0L)
                    : 0;
            return used > 0 ? new PromptTokens(item.tokens(), used) : PromptTokens.NONE;
        }

        LineUsage usage() {
            return bill.map(event -> LineUsage.of(event.tokens()))
                    .orElse(mayBeBilled() ? LineUsage.UNTOLD : LineUsage.NONE);
        }

        private boolean mayBeBilled() {
            return switch (verdict) {
                case Verdict.Completed completed -> true;
                case Verdict.Failed(Reason reason, ResultItem answer) -> Chunk.NEED_FILES.contains(reason.code());
                case Verdict.Resubmit resubmit -> false;
            };
        }

        private static int length(@Nullable String text) {
            return text == null ? 0 : text.length();
        }

        private static long size(ResultItem answer) {
            byte[] body = answer.body();
            return AROUND_ANSWER + (body == null ? 0L : body.length);
        }
    }

    /** A part that grows line by line. */
    private static final class Sum {
        private final List<Outgoing> records = new ArrayList<>();
        private final List<Long> resubmitted = new ArrayList<>();
        private PromptTokens tokens = PromptTokens.NONE;
        private LineUsage usage = LineUsage.NONE;
        private int next;
        private int attempt = 1;
        private int missing;
        private long bytes;

        Sum(int first) {
            this.next = first;
        }

        void add(Judged line, long size) {
            next++;
            bytes += size;
            missing += line.missing() ? 1 : 0;
            tokens = tokens.plus(line.tokens());
            usage = usage.plus(line.usage());
            if (line.verdict() instanceof Verdict.Resubmit) {
                attempt = Math.max(attempt, line.item().attempt());
            }
        }

        Chunk chunk(int from) {
            return new Chunk(from, next, records, resubmitted, attempt, new Chunk.Sums(bytes, tokens, missing, usage));
        }
    }
}
