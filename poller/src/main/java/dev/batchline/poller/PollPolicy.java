package dev.batchline.poller;

import dev.batchline.poller.OpenBatch.Asks;
import dev.batchline.providers.RemoteBatch;
import dev.batchline.runtime.BackOff;
import dev.batchline.schemas.BatchError;
import dev.batchline.schemas.BatchStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Decides when a batch is asked for again, whether what was seen is worth an event, and when a batch counts as lost or
 * as past its time.
 */
final class PollPolicy {
    private static final double SHARE_OF_AGE = 0.1;
    private static final double JITTER = 0.2;

    private static final int MOST_ERRORS = 100;
    private static final int MOST_ERROR_TEXT = 500;

    /** A provider may not know a batch yet that it has just created. */
    private static final Duration LAG = Duration.ofMinutes(5);

    private static final int ABSENCES = 5;
    private static final Duration ABSENT = Duration.ofMinutes(10);
    private static final Duration GRACE = Duration.ofHours(1);
    private static final BackOff CANCEL_AGAIN = new BackOff(Duration.ofMinutes(30), Duration.ofHours(12));
    private static final Pattern WINDOW = Pattern.compile("([1-9]\\d{0,3})([mhd])");
    private static final Duration USUAL_WINDOW = Duration.ofHours(24);

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

    /** What to watch for after the provider showed the batch. */
    static OpenBatch.Watch present(OpenBatch.Watch before, RemoteBatch seen) {
        Instant expiresAt = seen.expiresAt();
        return new OpenBatch.Watch(expiresAt == null ? before.deadline() : expiresAt, null, before.asks());
    }

    /** What to watch for after the provider said that it does not know the batch: in the first minutes that is lag. */
    static OpenBatch.Watch absent(OpenBatch batch, Instant now) {
        OpenBatch.Watch before = batch.watch();
        if (now.isBefore(batch.submittedAt().plus(LAG))) {
            return before;
        }
        OpenBatch.Absence absence = before.absence();
        OpenBatch.Absence next = absence == null
                ? new OpenBatch.Absence(1, now)
                : new OpenBatch.Absence(absence.count() + 1, absence.since());
        return new OpenBatch.Watch(before.deadline(), next, before.asks());
    }

    /**
     * Whether a batch is gone: not known to the provider several times over some minutes, in which the account did
     * answer something else. An address that leads nowhere loses no batch.
     *
     * @param answered when the account last answered with a success
     */
    static boolean lost(OpenBatch.Watch watch, Instant answered, Instant now) {
        OpenBatch.Absence absence = watch.absence();
        return absence != null
                && absence.count() >= ABSENCES
                && now.isAfter(absence.since().plus(ABSENT))
                && answered.isAfter(absence.since());
    }

    /** When a batch that has not ended is past its time. */
    static Instant overdueFrom(OpenBatch batch) {
        return batch.watch().deadline().plus(GRACE);
    }

    /** Whether the batcher is asked to cancel a batch, once more if it was asked before: later each time. */
    static boolean asksForCancel(@Nullable Asks asked, Instant now) {
        return asked == null || !now.isBefore(asked.last().plus(CANCEL_AGAIN.after(asked.count())));
    }

    /** What is remembered after the batcher was asked. */
    static Asks asked(@Nullable Asks before, Instant now) {
        return new Asks(before == null ? 1 : before.count() + 1, now);
    }

    /** How long a provider takes at most by a lane's options, such as {@code 24h}. */
    static Duration completionWindow(String options) {
        Matcher parts = WINDOW.matcher(options);
        if (!parts.matches()) {
            return USUAL_WINDOW;
        }
        long amount = Long.parseLong(parts.group(1));
        return switch (parts.group(2)) {
            case "m" -> Duration.ofMinutes(amount);
            case "h" -> Duration.ofHours(amount);
            default -> Duration.ofDays(amount);
        };
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
