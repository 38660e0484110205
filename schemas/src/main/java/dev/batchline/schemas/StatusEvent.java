package dev.batchline.schemas;

import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One change of one batch: the value of the status topic, for anyone to read.
 *
 * @param windowId the window that was submitted
 * @param batchId the provider's batch id; null if the window ended without a batch
 * @param account what it was sent through
 * @param provider the dialect, such as {@code openai}
 * @param endpoint the path of its request lines
 * @param model the model of its request lines
 * @param status where it stands now
 * @param previousStatus where it stood before; null for the first event
 * @param providerStatus the provider's own word; null if there was no batch
 * @param requestCounts the provider's count of its items
 * @param outputFileId where the answers are, once there are any
 * @param errorFileId where the failed lines are, once there are any
 * @param attempt which submission of the window it is, from 1
 * @param version counts the events of the window from 1, without a gap
 * @param occurredAt when the change was seen
 * @param expiresAt when the provider gives up on it
 * @param errors the provider's reasons, if it refused the batch
 * @param usage the provider's count of the batch's tokens; null if it does not say
 */
public record StatusEvent(
        WindowId windowId,
        @Nullable String batchId,
        @Nullable String account,
        String provider,
        String endpoint,
        String model,
        BatchStatus status,
        @Nullable BatchStatus previousStatus,
        @Nullable String providerStatus,
        RequestCounts requestCounts,
        @Nullable String outputFileId,
        @Nullable String errorFileId,
        int attempt,
        long version,
        Instant occurredAt,
        @Nullable Instant expiresAt,
        List<BatchError> errors,
        @Nullable BatchUsage usage) {
    public StatusEvent {
        errors = List.copyOf(errors);
    }
}
