package dev.batchline.poller;

import dev.batchline.providers.BatchPage;
import dev.batchline.providers.RemoteBatch;
import dev.batchline.runtime.BackOff;
import dev.batchline.schemas.BatchMarks;
import dev.batchline.schemas.BatchStatus;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Decides when an account's batches are listed, how far back, and what a batch in the list is to us. A batch is judged
 * stray only by what was read of its window: recorded with another batch for this or a later submission, or tombstoned.
 * Of a window that was never heard of nothing follows.
 */
final class SweepPolicy {
    /** A list that does not end is cut after so many pages. */
    static final int MOST_PAGES = 500;

    private static final Duration SLACK = Duration.ofMinutes(5);
    private static final Duration LOOK_BACK = Duration.ofHours(1);
    private static final Duration FIRST_LOOK_BACK = Duration.ofHours(25);
    private static final Duration JUDGED_FROM = Duration.ofMinutes(5);
    private static final BackOff AFTER_FAILURE = new BackOff(Duration.ofMinutes(1), PollerSettings.SWEEP_EVERY);

    private SweepPolicy() {}

    /** Whether due batches of the account are gathered at all, and not asked for one by one. */
    static boolean gathers(Demand demand) {
        return demand.listed() && demand.open() > PollerSettings.ASKED_ONE_BY_ONE;
    }

    /**
     * What becomes of gathered batches.
     *
     * @param waited how long the first of them has waited
     * @param patience how long they may wait for others
     */
    static Way way(Demand demand, Duration waited, Duration patience) {
        boolean many = demand.gathered() > PollerSettings.ASKED_ONE_BY_ONE;
        if (gathers(demand) && (many || demand.requested())) {
            return Way.LIST;
        }
        return gathers(demand) && waited.compareTo(patience) < 0 ? Way.WAIT : Way.ASK;
    }

    /**
     * How far back a sweep goes: to the oldest open batch, and some time for those that nobody waits for.
     *
     * @param oldest when the oldest open batch was submitted
     * @param first whether it is the first one of the process, which looks for what was left while there was none
     */
    static Instant until(Optional<Instant> oldest, boolean first, Instant now) {
        Instant least = now.minus(first ? FIRST_LOOK_BACK : LOOK_BACK);
        return oldest.filter(submitted -> submitted.isBefore(least))
                .orElse(least)
                .minus(SLACK);
    }

    /** Whether a page, newest first, ends before this time. */
    static boolean passed(BatchPage page, Instant until) {
        if (page.batches().isEmpty()) {
            return false;
        }
        Instant last = page.batches().getLast().createdAt();
        return last != null && last.isBefore(until);
    }

    /** How long after a sweep the next one starts by itself. */
    static Duration next(int failures) {
        return failures == 0 ? PollerSettings.SWEEP_EVERY : AFTER_FAILURE.after(failures);
    }

    /**
     * What a batch in the list is to us.
     *
     * @param known its window's batch; null if there is none, or none yet
     * @param gone whether its window was there and is forgotten
     */
    static Finding judge(@Nullable OpenBatch known, boolean gone, RemoteBatch seen, BatchMarks marks, Instant now) {
        if (known != null && seen.id().equals(known.batchId())) {
            return new Finding.Recorded();
        }
        Optional<StrayKind> kind = strayKind(known, gone, seen, marks);
        Instant createdAt = seen.createdAt();
        if (kind.isEmpty() || createdAt == null || !runs(seen)) {
            return new Finding.Nothing();
        }
        Instant judgedFrom = createdAt.plus(JUDGED_FROM);
        return now.isBefore(judgedFrom) ? new Finding.TooYoung(judgedFrom) : new Finding.Stray(kind.get());
    }

    private static Optional<StrayKind> strayKind(
            @Nullable OpenBatch known, boolean gone, RemoteBatch seen, BatchMarks marks) {
        if (known == null) {
            return gone ? Optional.of(StrayKind.ORPHAN) : Optional.empty();
        }
        boolean mayComeYet = known.batchId() == null || marks.submission() > known.submission();
        boolean earlier = known.batchIds().contains(seen.id());
        return mayComeYet || earlier ? Optional.empty() : Optional.of(StrayKind.DUPLICATE);
    }

    /** Whether the batch goes on, and its end was not asked for. */
    private static boolean runs(RemoteBatch seen) {
        return seen.status()
                .filter(status -> !status.terminal() && status != BatchStatus.CANCELLING)
                .isPresent();
    }

    /** How batches that are due are asked for. */
    enum Way {
        /** Each by itself. */
        ASK,
        /** Not yet. */
        WAIT,
        /** All together, by a list. */
        LIST
    }
}
