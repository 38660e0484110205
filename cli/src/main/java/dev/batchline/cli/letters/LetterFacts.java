package dev.batchline.cli.letters;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What the headers of a dead letter say, whoever wrote it. A text that is not known is empty.
 *
 * @param reason why it failed
 * @param failedAt when
 * @param item what it is
 * @param sending how it was sent
 * @param origin where its request came from; null if that is not known
 */
public record LetterFacts(
        Reason reason,
        Instant failedAt,
        Item item,
        Sending sending,
        @Nullable Origin origin) {
    /**
     * Why it failed.
     *
     * @param code the machine-readable reason
     * @param message for a person
     * @param retryable whether sending it again can help; null if nobody said
     * @param httpStatus the provider's status; null if there was none
     */
    public record Reason(
            String code,
            String message,
            @Nullable Boolean retryable,
            @Nullable Integer httpStatus) {}

    /**
     * What it is.
     *
     * @param customId the user's name for it
     * @param tenant who it was for
     * @param job the backfill or campaign it belonged to
     */
    public record Item(String customId, String tenant, String job) {}

    /**
     * How it was sent.
     *
     * @param account the account
     * @param model the model
     * @param window the window
     * @param batch the provider's batch
     * @param attempt the last attempt; 0 if nobody said
     */
    public record Sending(String account, String model, String window, String batch, int attempt) {
        /** It is not known. */
        static final Sending UNKNOWN = new Sending("", "", "", "", 0);
    }

    /**
     * Where its request came from.
     *
     * @param topic its topic
     * @param partition its partition
     * @param offset its offset
     */
    public record Origin(String topic, int partition, long offset) {}
}
