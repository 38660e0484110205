package dev.batchline.schemas;

import java.time.Instant;

/**
 * Says that a dead letter was sent again: the value of the replays topic, keyed by the dead letter's
 * {@code <topic id>-<partition>-<offset>}.
 *
 * @param v the version of this format, 1
 * @param job the replay that sent it
 * @param replayedAt when
 */
public record ReplayMark(int v, String job, Instant replayedAt) {
    /** The format that this program writes. */
    public static final int FORMAT = 1;
}
