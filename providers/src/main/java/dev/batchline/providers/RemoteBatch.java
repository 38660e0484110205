package dev.batchline.providers;

import dev.batchline.schemas.BatchError;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.BatchUsage;
import dev.batchline.schemas.RequestCounts;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A batch at the provider, in our words.
 *
 * @param id the provider's id; any text
 * @param providerStatus the provider's own word
 * @param inputFileId the file it was made of; null if the provider does not tell
 * @param outputFileId where the answers are; null until there are any, and for blank ids
 * @param errorFileId where the failed lines are; null until there are any, and for blank ids
 * @param counts the provider's count of its items
 * @param createdAt when it was made; null if the provider does not tell
 * @param expiresAt when the provider gives up on it; null if it does not tell
 * @param metadata what we gave it
 * @param errors why it was refused, if it was
 * @param usage the provider's count of its tokens; null if it does not say, or counts none
 */
public record RemoteBatch(
        String id,
        String providerStatus,
        @Nullable String inputFileId,
        @Nullable String outputFileId,
        @Nullable String errorFileId,
        RequestCounts counts,
        @Nullable Instant createdAt,
        @Nullable Instant expiresAt,
        Map<String, String> metadata,
        List<BatchError> errors,
        @Nullable BatchUsage usage) {
    public RemoteBatch {
        metadata = Map.copyOf(metadata);
        errors = List.copyOf(errors);
    }

    /** The provider's word as one of ours; empty if nobody knows the word. */
    public Optional<BatchStatus> status() {
        return StatusWords.parse(providerStatus);
    }
}
