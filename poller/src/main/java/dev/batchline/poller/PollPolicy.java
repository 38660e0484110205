package dev.batchline.poller;

import dev.batchline.providers.RemoteBatch;
import dev.batchline.schemas.BatchError;
import dev.batchline.schemas.BatchStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides when a batch is asked for again, and whether what was seen is worth an event. */
final class PollPolicy {
    private static final double SHARE_OF_AGE = 0.1;
    private static final double JITTER = 0.2;

    private static final int MOST_ERRORS = 100;
    private static final int MOST_ERROR_TEXT = 500;

    private PollPolicy() {}

    /**
     * How long to wait before the next question: a tenth of the batch's age, within the bounds, give or take a fifth.
     *
     * @param draw from 0 to 1, where in that fifth
     */
    static Duration interval(Duration age, PollerSettings settings, double draw) {
        double wanted = (double) age.toMillis() * SHARE_OF_AGE;
        double bounded = Math.min(Math.max(wanted, (double) settings.shortest().toMillis()), (double)
                settings.longest().toMillis());
        return Duration.ofMillis(Math.max(1, Math.round(bounded * (1 - JITTER + 2 * JITTER * draw))));
    }

    /**
     * The status to tell, if there is something to tell: a step forward, or other counts some time after the last
     * event. A word that nobody knows and a step back, as a lagging replica shows it, are not told.
     */
    static Optional<BatchStatus> change(OpenBatch known, RemoteBatch seen, PollerSettings settings, Instant now) {
        Optional<BatchStatus> status = seen.status();
        if (status.isEmpty()) {
            return Optional.empty();
        }
        BatchStatus before = known.status();
        if (before == null || before.mayBecome(status.get())) {
            return status;
        }
        boolean counted = before == status.get()
                && !seen.counts().equals(known.counts())
                && !known.toldAt().plus(settings.countsEvery()).isAfter(now);
        return counted ? status : Optional.empty();
    }

    /** The errors that an event tells: the first ones, cut, since a provider may find fault with every line. */
    static List<BatchError> told(List<BatchError> errors) {
        return errors.stream()
                .limit(MOST_ERRORS)
                .map(error -> new BatchError(cut(error.code()), cut(error.message()), cut(error.param()), error.line()))
                .toList();
    }

    private static @Nullable String cut(@Nullable String text) {
        return text == null || text.length() <= MOST_ERROR_TEXT ? text : text.substring(0, MOST_ERROR_TEXT);
    }
}
