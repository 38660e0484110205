package dev.batchline.batcher;

import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.LaneStatus;
import dev.batchline.schemas.WindowFacts;
import dev.batchline.schemas.WindowId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one lane, from which {@link LanePolicy} tells how it stands.
 *
 * @param lane the lane
 * @param now the time of day
 * @param open its window that takes requests; null if there is none
 * @param closed its closed windows
 * @param front the oldest of them that has no batch; null if each has one
 * @param paused that an operator holds it back; null if none does
 * @param budgets what the accounts of its pool may still do
 */
record LaneView(
        LaneKey lane,
        Instant now,
        @Nullable Open open,
        LaneStatus.Closed closed,
        @Nullable Front front,
        LaneStatus.@Nullable Pause paused,
        List<LaneStatus.Budget> budgets) {
    LaneView {
        budgets = List.copyOf(budgets);
    }

    /**
     * A window that takes requests.
     *
     * @param id its name
     * @param facts what it holds
     * @param limits what it may hold
     * @param linger how long it waits for more
     * @param still why it is open though that is over; null if it is not over
     */
    record Open(
            WindowId id,
            WindowFacts facts,
            WindowLimits limits,
            Duration linger,
            @Nullable StillOpen still) {}

    /** Why a window is open that is as old as it needs to be to close. */
    sealed interface StillOpen {
        /** No account belongs to its pool. */
        record NoAccount() implements StillOpen {}

        /**
         * Few batches may still be created in this hour, so that small windows wait longer.
         *
         * @param until for how long; null if only a full window closes
         * @param most how many may be created in an hour
         */
        record Creations(@Nullable Instant until, int most) implements StillOpen {}

        /** What lay in the request topics when its linger was over is not all routed. */
        record Routing() implements StillOpen {}

        /** Its task reads a backlog of the lanes. */
        record CatchingUp() implements StillOpen {}
    }

    /**
     * A closed window that has no batch.
     *
     * @param requests lines that it holds
     * @param doing what is done for it
     * @param waiting why nothing is; null if something is, or is about to be
     */
    record Front(int requests, Doing doing, @Nullable Waiting waiting) {}

    /** What is done for a window. */
    enum Doing {
        /** Its requests are looked through for those that operators want no work on. */
        SIFTING,
        /** Its file is being uploaded. */
        UPLOADING,
        /** Its batch is asked for. */
        CREATING,
        /** It is looked whether the provider has its batch. */
        LOOKING
    }
}
