package dev.batchline.schemas;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import java.util.Arrays;
import java.util.Locale;
import java.util.Optional;

/** The eight words for where a batch stands, the same for every provider. */
public enum BatchStatus {
    VALIDATING,
    IN_PROGRESS,
    FINALIZING,
    COMPLETED,
    FAILED,
    EXPIRED,
    CANCELLING,
    CANCELLED;

    /** The word as it stands in status events. */
    @JsonValue
    public String word() {
        return name().toLowerCase(Locale.ROOT);
    }

    /** The status of a word of ours; throws {@link UnreadableRecordException} for any other word. */
    @JsonCreator
    public static BatchStatus parse(String word) {
        return find(word).orElseThrow(() -> new UnreadableRecordException("not a batch status: " + word));
    }

    /** The status of a word of ours, if it is one. */
    public static Optional<BatchStatus> find(String word) {
        return Arrays.stream(values())
                .filter(status -> status.word().equals(word))
                .findFirst();
    }

    /** Whether nothing follows it. */
    public boolean terminal() {
        return switch (this) {
            case COMPLETED, FAILED, EXPIRED, CANCELLED -> true;
            case VALIDATING, IN_PROGRESS, FINALIZING, CANCELLING -> false;
        };
    }

    /**
     * Whether a poll may see {@code next} after this one. Polls skip states, so it is the order that counts: nothing
     * follows a terminal state and nothing goes back.
     */
    public boolean mayBecome(BatchStatus next) {
        return switch (this) {
            case VALIDATING -> next != VALIDATING;
            case IN_PROGRESS -> next != VALIDATING && next != IN_PROGRESS;
            case FINALIZING -> next.terminal() || next == CANCELLING;
            case CANCELLING -> next.terminal();
            case COMPLETED, FAILED, EXPIRED, CANCELLED -> false;
        };
    }
}
