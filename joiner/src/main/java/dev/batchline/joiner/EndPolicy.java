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
     * Why publishing has to wait, given the lines that were found: the provider counts more items as executed than it
     * has lines for, or says that it is done and names no file. It is asked again for a quarter of an hour.
     */
    static Optional<String> hold(Ending ending, long linesFound, Instant now) {
        boolean patient = ending.since().plus(ASK_AGAIN).isAfter(now);
        if (!patient || ending.batchId() == null || ending.status() == BatchStatus.FAILED && !ending.hasFiles()) {
            return Optional.empty();
        }
        if (ending.status() == BatchStatus.COMPLETED && !ending.hasFiles()) {
            return Optional.of("the batch is completed and names no file");
        }
        return mayBeExecuted(ending, linesFound)
                ? Optional.of("the provider counts more items as executed than its files have lines")
                : Optional.empty();
    }

    /** Whether an item without a line may have been executed, and so paid for. */
    static boolean mayBeExecuted(Ending ending, long linesFound) {
        if (ending.status() == BatchStatus.COMPLETED && !ending.hasFiles()) {
            return true;
        }
        return ending.counts().completed() + ending.counts().failed() > linesFound;
    }
}
