package dev.batchline.joiner;

import dev.batchline.runtime.BackOff;
import dev.batchline.schemas.BatchError;
import dev.batchline.schemas.BatchStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Decides what becomes of a window whose batch has ended. */
final class EndPolicy {
    /** What a provider says whose queue of tokens is full: back-pressure, and nothing is wrong with the items. */
    static final String TOKEN_LIMIT = "token_limit_exceeded";

    private static final Duration ASK_AGAIN = Duration.ofMinutes(15);

    private EndPolicy() {}

    /** The provider's word if the batch shall simply be created again. */
    static Optional<String> createAgain(Ending ending) {
        return ending.status() == BatchStatus.FAILED
                ? ending.errors().stream()
                        .map(BatchError::code)
                        .filter(TOKEN_LIMIT::equals)
                        .findFirst()
                : Optional.empty();
    }

    /** When it is created again. */
    static Instant createAgainAt(Ending ending, BackOff backOff, Instant now) {
        return now.plus(backOff.after(ending.submission()));
    }

    /**
     * Why publishing has to wait, given what was found: a file is gone or cut off, or items are missing and the
     * provider counts more items as executed than it has lines for, or says that it is done and names no file. It is
     * asked again for a quarter of an hour.
     */
    static Optional<String> hold(Ending ending, Found found, Instant now) {
        boolean patient = ending.since().plus(ASK_AGAIN).isAfter(now);
        if (patient && found.partial()) {
            return Optional.of("a result file is gone or ends in the middle of a line");
        }
        if (!patient || !mayBeExecuted(ending, found)) {
            return Optional.empty();
        }
        return Optional.of(
                ending.hasFiles()
                        ? "the provider counts more items as executed than its files have lines"
                        : "the batch is completed and names no file");
    }

    /**
     * Whether an item without a line may have been executed, and so paid for. A provider that is done and counts
     * nothing does not say that it left an item out. What a batch counts as failed that was refused as a whole was not
     * executed.
     */
    static boolean mayBeExecuted(Ending ending, Found found) {
        if (found.missing() == 0 || ending.batchId() == null) {
            return false;
        }
        boolean uncounted = ending.counts().total() == 0 || !ending.hasFiles();
        if (found.partial() || (ending.status() == BatchStatus.COMPLETED && uncounted)) {
            return true;
        }
        boolean refused = ending.status() == BatchStatus.FAILED && !ending.hasFiles();
        return ending.counts().completed() > found.answers()
                || (!refused && ending.counts().failed() > found.failures());
    }

    /**
     * What the result files hold.
     *
     * @param answers items with an answer
     * @param failures items with a line that is no answer
     * @param missing items without a line
     * @param partial whether a file is gone or ends in the middle of a line
     */
    record Found(long answers, long failures, long missing, boolean partial) {}
}
