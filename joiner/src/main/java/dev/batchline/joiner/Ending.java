package dev.batchline.joiner;

import dev.batchline.schemas.BatchError;
import dev.batchline.schemas.BatchStatus;
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
 * @param since when the end was first seen
 */
record Ending(
        BatchStatus status,
        @Nullable String batchId,
        @Nullable String outputFileId,
        @Nullable String errorFileId,
        int submission,
        RequestCounts counts,
        List<BatchError> errors,
        Instant since) {
    Ending {
        errors = List.copyOf(errors);
    }

    /** The end that a terminal status event tells. */
    static Ending of(StatusEvent event) {
        return new Ending(
                event.status(),
                event.batchId(),
                event.outputFileId(),
                event.errorFileId(),
                event.attempt(),
                event.requestCounts(),
                event.errors(),
                event.occurredAt());
    }

    /** The same end as the provider tells it now. */
    Ending with(@Nullable String output, @Nullable String error, RequestCounts counted) {
        return new Ending(status, batchId, output, error, submission, counted, errors, since);
    }

    /** Whether there is a file to read. */
    boolean hasFiles() {
        return outputFileId != null || errorFileId != null;
    }
}
