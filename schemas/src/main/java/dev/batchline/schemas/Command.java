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
 * @param reason why, for people; null if nobody said
 * @param issuedAt when
 */
public record Command(int v, Action action, @Nullable String reason, Instant issuedAt) {
    /** The format that this program writes. */
    public static final int FORMAT = 1;

    /** The key of a command that concerns every lane. */
    public static final String EVERY_LANE = "*";

    /** A command issued now. */
    public static Command of(Action action, Instant now) {
        return new Command(FORMAT, action, null, now);
    }

    /** What can be asked for. */
    public enum Action {
        /** Stop the work on a window, at the provider too if a batch exists. */
        @JsonProperty("cancel")
        CANCEL,
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
