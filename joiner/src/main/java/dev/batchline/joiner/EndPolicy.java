package dev.batchline.joiner;

import dev.batchline.runtime.BackOff;
import dev.batchline.schemas.BatchError;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.CancelCause;
import dev.batchline.schemas.CancelRequest;
import dev.batchline.schemas.ErrorCode;
import dev.batchline.schemas.FailureCatalogue;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Decides what becomes of a window whose batch has ended. */
final class EndPolicy {
    /** What a provider says whose queue of tokens is full: back-pressure, and nothing is wrong with the items. */
    static final String TOKEN_LIMIT = "token_limit_exceeded";

    private static final Duration ASK_AGAIN = Duration.ofMinutes(15);
    private static final Duration CAUSE_FOLLOWS_IN = Duration.ofSeconds(5);
    private static final BackOff HELD = new BackOff(Duration.ofSeconds(15), Duration.ofMinutes(5));

    private EndPolicy() {}

    /**
     * The provider's word if the batch shall simply be created again: its queue was full, or it refuses the account,
     * which is no fault of any item. The latter only if it was asked once more, and has done nothing of the batch.
     */
    static Optional<String> createAgain(Ending ending, boolean askedOnceMore) {
        if (ending.status() != BatchStatus.FAILED) {
            return Optional.empty();
        }
        boolean untouched =
                askedOnceMore && !ending.hasFiles() && ending.counts().completed() == 0;
        return codes(ending)
                .filter(TOKEN_LIMIT::equals)
                .findFirst()
                .or(() -> untouched ? accountRefused(ending) : Optional.empty());
    }

    /** The provider's word if it ended the batch for what is wrong with the account, and with no item. */
    static Optional<String> accountRefused(Ending ending) {
        return ending.status() == BatchStatus.FAILED
                ? codes(ending).filter(FailureCatalogue::blocksAccount).findFirst()
                : Optional.empty();
    }

    private static Stream<String> codes(Ending ending) {
        return ending.errors().stream().map(BatchError::code).flatMap(Stream::ofNullable);
    }

    /** When it is created again; what was refused for the account as soon as the batcher lets a call of it pass. */
    static Instant createAgainAt(Ending ending, BackOff backOff, Instant now) {
        boolean full = codes(ending).anyMatch(TOKEN_LIMIT::equals);
        return !full && accountRefused(ending).isPresent() ? now : now.plus(backOff.after(ending.submission()));
    }

    /** Who ended the batch, given what is known of a cancel that we asked for. */
    static EndedBy endedBy(Ending ending, @Nullable CancelRequest cancel) {
        if (ending.status() != BatchStatus.CANCELLED) {
            return EndedBy.PROVIDER;
        }
        return cancel != null && cancel.cause() == CancelCause.OVERDUE ? EndedBy.OVERDUE : EndedBy.OPERATOR;
    }

    /**
     * When to look at a cancelled batch whose cancel we know nothing of: it comes from another topic than the end, and
     * may be read a moment later.
     */
    static Optional<Instant> causeFollowsBy(Ending ending, @Nullable CancelRequest cancel, Instant now) {
        boolean open = ending.status() == BatchStatus.CANCELLED && ending.batchId() != null && cancel == null;
        return Optional.of(ending.since().plus(CAUSE_FOLLOWS_IN)).filter(until -> open && until.isAfter(now));
    }

    /** The reason if the provider no longer knows the batch: what has no result of it is never sent again by itself. */
    static Optional<BatchError> lost(Ending ending) {
        return ending.status() == BatchStatus.FAILED
                ? ending.errors().stream()
                        .filter(error -> ErrorCode.BATCH_LOST.word().equals(error.code()))
                        .findFirst()
                : Optional.empty();
    }

    /**
     * Why publishing has to wait, given what was found: a file is gone or cut off, or items are missing and the
     * provider counts more items as executed than it has lines for, or says that it is done and names no file. It is
     * asked again for a quarter of an hour.
     *
     * @param since when this was first found, in this life
     */
    static Optional<String> hold(Ending ending, Found found, Instant since, Instant now) {
        if (overdue(since, now)) {
            return Optional.empty();
        }
        if (found.partial()) {
            return Optional.of("a result file is gone or ends in the middle of a line");
        }
        if (lost(ending).isPresent() || !mayBeExecuted(ending, found)) {
            return Optional.empty();
        }
        return Optional.of(
                ending.hasFiles()
                        ? "the provider counts more items as executed than its files have lines"
                        : "the batch is completed and names no file");
    }

    /**
     * Whether a window that was held for what its files lacked is still held, and needs no look into them: the provider
     * tells the same of its batch. A file that was gone or cut off is looked at again each time.
     *
     * @param before what the provider told when the files were looked at
     */
    static boolean stillHeld(FetchTask.Look before, Ending newest, Instant now) {
        return !before.partial() && before.ending().equals(newest) && !overdue(before.since(), now);
    }

    /** When a held window is looked at again, after so many looks. */
    static Instant lookAgainAt(Instant since, int looks, Instant now) {
        Instant next = now.plus(HELD.after(looks));
        Instant last = since.plus(ASK_AGAIN);
        return next.isAfter(last) && last.isAfter(now) ? last : next;
    }

    private static boolean overdue(Instant since, Instant now) {
        return !since.plus(ASK_AGAIN).isAfter(now);
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
