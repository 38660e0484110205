package dev.batchline.schemas;

import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What an operator, or another service, asks the batcher to do: the value of the commands topic, keyed by what it is
 * about: a window id, a lane key, or {@code *} for every lane.
 *
 * @param v the version of this format, 1
 * @param action what to do
 * @param batchId the provider's batch that it is about; null if it is about none in particular
 * @param account our name for the account that the batch is in; null if it is not about a batch
 * @param reason why, for people; null if nobody said
 * @param issuedAt when
 * @param selection the requests that it is about; null if it is about whole windows or lanes
 */
public record Command(
        int v,
        Action action,
        @Nullable String batchId,
        @Nullable String account,
        @Nullable String reason,
        Instant issuedAt,
        @Nullable Selection selection) {
    /** The format that this program writes. */
    public static final int FORMAT = 1;

    /** The key of a command that concerns every lane. */
    public static final String EVERY_LANE = "*";

    /** A command issued now. */
    public static Command of(Action action, Instant now) {
        return new Command(FORMAT, action, null, null, null, now, null);
    }

    /** Asks for the end of one batch of a window, issued now. */
    public static Command cancelBatch(String batchId, @Nullable String account, String reason, Instant now) {
        return new Command(FORMAT, Action.CANCEL_BATCH, batchId, account, reason, now, null);
    }

    /** Asks that no work be done on some requests of a lane, or of every lane, issued now. */
    public static Command cancelItems(Selection selection, @Nullable String reason, Instant now) {
        return new Command(FORMAT, Action.CANCEL_ITEMS, null, null, reason, now, selection);
    }

    /** What can be asked for. */
    public enum Action {
        /** Stop the work on a window, or on every window of a lane, at the provider too if a batch exists. */
        @JsonProperty("cancel")
        CANCEL,
        /**
         * Cancel one batch of a window at the provider: a second one that nobody waits for, or one that is past its
         * time. What it did not execute is not given up.
         */
        @JsonProperty("cancel_batch")
        CANCEL_BATCH,
        /**
         * Stop the work on some requests of a lane, or of every lane, wherever they are before a batch exists; a batch
         * that holds others too runs on.
         */
        @JsonProperty("cancel_items")
        CANCEL_ITEMS,
        /** Close open windows now. */
        @JsonProperty("flush")
        FLUSH,
        /** Submit nothing more of a lane. */
        @JsonProperty("pause")
        PAUSE,
        /** Go on with a paused lane. */
        @JsonProperty("resume")
        RESUME
    }
}
