package dev.batchline.poller;

import dev.batchline.providers.RemoteBatch;
import dev.batchline.schemas.BatchError;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.BatchUsage;
import dev.batchline.schemas.RequestCounts;
import dev.batchline.schemas.StatusEvent;
import dev.batchline.schemas.WindowId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What the poller remembers of a window's batch: what it told last.
 *
 * @param v the version of this format, 1
 * @param windowId the window
 * @param account what it was sent through; null if that was never decided
 * @param batchId the provider's batch id; null if there is none
 * @param endpoint of its request lines
 * @param model of its request lines
 * @param submission which submission of the window it is
 * @param submittedAt when the batcher knew of it
 * @param version of the last event; 0 before the first
 * @param status of the last event; null before the first of this submission
 * @param counts of the last event
 * @param toldAt when the last event was told
 * @param end how the window ended without a batch; null if it has one
 * @param batchIds batches that earlier submissions of the window led to
 * @param watch what is watched for while it is open
 */
record OpenBatch(
        int v,
        WindowId windowId,
        @Nullable String account,
        @Nullable String batchId,
        String endpoint,
        String model,
        int submission,
        Instant submittedAt,
        long version,
        @Nullable BatchStatus status,
        RequestCounts counts,
        Instant toldAt,
        @Nullable End end,
        List<String> batchIds,
        Watch watch) {
    static final int FORMAT = 1;

    OpenBatch {
        batchIds = List.copyOf(batchIds);
    }

    /** Whether nothing more is to be asked or told. */
    boolean ended() {
        return status != null && status.terminal();
    }

    /** What is remembered after another event was told. */
    OpenBatch told(BatchStatus now, RequestCounts counted, Instant when) {
        return new OpenBatch(
                v,
                windowId,
                account,
                batchId,
                endpoint,
                model,
                submission,
                submittedAt,
                version + 1,
                now,
                counted,
                when,
                end,
                batchIds,
                watch);
    }

    /** The same with something else to watch for. */
    OpenBatch watched(Watch next) {
        return new OpenBatch(
                v,
                windowId,
                account,
                batchId,
                endpoint,
                model,
                submission,
                submittedAt,
                version,
                status,
                counts,
                toldAt,
                end,
                batchIds,
                next);
    }

    /** The next event: this status, seen now. */
    StatusEvent event(BatchStatus now, Facts facts, Instant when) {
        return new StatusEvent(
                windowId,
                batchId,
                account,
                facts.provider(),
                endpoint,
                model,
                now,
                status,
                facts.providerStatus(),
                facts.counts(),
                facts.outputFileId(),
                facts.errorFileId(),
                submission,
                version + 1,
                when,
                facts.expiresAt(),
                facts.errors(),
                facts.usage());
    }

    /**
     * What is watched for while a batch is open.
     *
     * @param deadline when the provider gives up on it, else the end of the completion window that was asked for
     * @param absence that the provider does not know it, as far as that goes on; null if it does
     * @param asks that its end was asked for since it is past its time; null if it was not
     */
    record Watch(
            Instant deadline,
            @Nullable Absence absence,
            @Nullable Asks asks) {
        /** Nothing seen or asked yet. */
        static Watch until(Instant deadline) {
            return new Watch(deadline, null, null);
        }
    }

    /**
     * That the provider answered that it does not know a batch.
     *
     * @param count how often, one after the other
     * @param since when first
     */
    record Absence(int count, Instant since) {}

    /**
     * That the batcher was asked to cancel a batch.
     *
     * @param count how often
     * @param last when last
     */
    record Asks(int count, Instant last) {}

    /**
     * How a window ended without a batch.
     *
     * @param status failed or cancelled
     * @param error why it was refused; null if it was not
     */
    record End(BatchStatus status, @Nullable BatchError error) {}

    /**
     * What the provider says beside the status.
     *
     * @param provider the dialect
     * @param providerStatus its own word
     * @param counts its own counts
     * @param outputFileId where the answers are
     * @param errorFileId where the failed lines are
     * @param expiresAt when it gives up
     * @param errors why it refused the batch
     * @param usage its own count of the tokens
     */
    record Facts(
            String provider,
            @Nullable String providerStatus,
            RequestCounts counts,
            @Nullable String outputFileId,
            @Nullable String errorFileId,
            @Nullable Instant expiresAt,
            List<BatchError> errors,
            @Nullable BatchUsage usage) {
        private static final String NO_PROVIDER = "none";

        /** What an answer of a provider of this dialect says. */
        static Facts of(String dialect, RemoteBatch seen) {
            return new Facts(
                    dialect,
                    seen.providerStatus(),
                    seen.counts(),
                    seen.outputFileId(),
                    seen.errorFileId(),
                    seen.expiresAt(),
                    PollPolicy.told(seen.errors()),
                    seen.usage());
        }

        /** What is known of a batch that is gone. */
        static Facts lost(String dialect, OpenBatch batch, BatchError why) {
            return new Facts(dialect, null, batch.counts(), null, null, null, List.of(why), null);
        }

        /** What is known without a batch. */
        static Facts of(@Nullable String dialect, End end) {
            List<BatchError> errors = end.error() == null ? List.of() : List.of(end.error());
            return new Facts(
                    dialect == null ? NO_PROVIDER : dialect,
                    null,
                    RequestCounts.NONE,
                    null,
                    null,
                    null,
                    PollPolicy.told(errors),
                    null);
        }
    }
}
