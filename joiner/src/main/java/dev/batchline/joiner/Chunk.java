package dev.batchline.joiner;

import dev.batchline.runtime.outcome.FailedItem;
import dev.batchline.schemas.ErrorCode;
import java.util.List;
import java.util.Set;

/**
 * A part of a window's outcomes that is written in one transaction.
 *
 * @param from its first line; it counts only while that is the first line without an outcome
 * @param next the line after its last
 * @param records what is written, in the order of the manifest
 * @param resubmitted where in the lanes topic the requests stand that go into a new window, rising
 * @param attempt the highest attempt among those requests
 * @param sums what its lines add up to
 */
record Chunk(int from, int next, List<Outgoing> records, List<Long> resubmitted, int attempt, Sums sums) {
    /** Codes of failures whose answer is, or may be, in the result files only. */
    static final Set<String> NEED_FILES = Set.of(ErrorCode.RESULT_TOO_LARGE.word(), ErrorCode.RESULT_MISSING.word());

    Chunk {
        records = List.copyOf(records);
        resubmitted = List.copyOf(resubmitted);
    }

    long completed() {
        return records.stream()
                .filter(record -> record instanceof Outgoing.Completed)
                .count();
    }

    long failed() {
        return records.stream()
                .filter(record -> record instanceof Outgoing.Failed)
                .count();
    }

    /** Whether the answer of a line is, or may be, in the result files and is on no topic. */
    boolean needsFiles() {
        return records.stream()
                .anyMatch(record -> record instanceof Outgoing.Failed(FailedItem item)
                        && NEED_FILES.contains(item.reason().code()));
    }

    /**
     * What lines add up to.
     *
     * @param bytes of what is written for them
     * @param tokens how many prompt tokens they were estimated at and used
     * @param missing lines without a result
     * @param usage what their answers took
     */
    record Sums(long bytes, PromptTokens tokens, int missing, LineUsage usage) {}
}
