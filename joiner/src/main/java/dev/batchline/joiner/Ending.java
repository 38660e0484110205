package dev.batchline.joiner;

import dev.batchline.providers.RemoteBatch;
import dev.batchline.schemas.BatchError;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.BatchUsage;
import dev.batchline.schemas.RequestCounts;
import dev.batchline.schemas.StatusEvent;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a window's batch ended.
 *
 * @param status a terminal one
 * @param batchId the provider's batch id; null if the window ended without a batch
 * @param outputFileId where the answers are; null for none
 * @param errorFileId where the failed lines are; null for none
 * @param submission which submission of the window it was
 * @param counts the provider's count of its items
 * @param errors why the batch was refused, if it was
 * @param since when the joiner first saw the end
 * @param usage the provider's count of the batch's tokens; null if it does not say
 */
record Ending(
        BatchStatus status,
        @Nullable String batchId,
        @Nullable String outputFileId,
        @Nullable String errorFileId,
        int submission,
        RequestCounts counts,
        List<BatchError> errors,
        Instant since,
        @Nullable BatchUsage usage) {
    Ending {
        outputFileId = named(outputFileId);
        errorFileId = named(errorFileId);
        errors = List.copyOf(errors);
    }

    /** The end that a terminal status event tells, which is seen now. */
    static Ending of(StatusEvent event, Instant now) {
        return new Ending(
                event.status(),
                event.batchId(),
                event.outputFileId(),
                event.errorFileId(),
                event.attempt(),
                event.requestCounts(),
                event.errors(),
                now,
                event.usage());
    }

    /**
     * The same end as the provider tells it now. What it knew before it is not believed to have lost, since the answer
     * may come from a replica that lags.
     */
    Ending with(RemoteBatch now) {
        String output = named(now.outputFileId());
        String error = named(now.errorFileId());
        RequestCounts counted = new RequestCounts(
                Math.max(counts.total(), now.counts().total()),
                Math.max(counts.completed(), now.counts().completed()),
                Math.max(counts.failed(), now.counts().failed()));
        return new Ending(
                status,
                batchId,
                output == null ? outputFileId : output,
                error == null ? errorFileId : error,
                submission,
                counted,
                now.errors().isEmpty() ? errors : now.errors(),
                since,
                now.usage() == null ? usage : now.usage());
    }

    /** Whether there is a file to read. */
    boolean hasFiles() {
        return outputFileId != null || errorFileId != null;
    }

    private static @Nullable String named(@Nullable String fileId) {
        return fileId == null || fileId.isBlank() ? null : fileId;
    }
}
