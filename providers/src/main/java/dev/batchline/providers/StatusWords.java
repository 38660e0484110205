package dev.batchline.providers;

import dev.batchline.schemas.BatchStatus;
import java.util.Locale;
import java.util.Optional;

/** Translates the words that providers use for where a batch stands. */
final class StatusWords {
    private StatusWords() {}

    /** Our word for a provider's, whatever its case or prefix; empty if nobody knows the word. */
    static Optional<BatchStatus> parse(String word) {
        String plain = word.toLowerCase(Locale.ROOT).replaceFirst("^(job|batch)_state_", "");
        return switch (plain) {
            case "complete", "success", "succeeded" -> Optional.of(BatchStatus.COMPLETED);
            case "progress", "running", "queued", "pending" -> Optional.of(BatchStatus.IN_PROGRESS);
            case "timeout_exceeded" -> Optional.of(BatchStatus.EXPIRED);
            case "canceling", "cancellation_requested" -> Optional.of(BatchStatus.CANCELLING);
            case "canceled" -> Optional.of(BatchStatus.CANCELLED);
            default -> BatchStatus.find(plain);
        };
    }
}
