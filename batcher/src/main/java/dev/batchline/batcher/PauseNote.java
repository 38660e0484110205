package dev.batchline.batcher;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * That an operator holds a lane back, or all of them.
 *
 * @param v the version of this format, 1
 * @param reason why, for people; null if nobody said
 * @param since when it was asked for
 */
record PauseNote(int v, @Nullable String reason, Instant since) {
    static final int FORMAT = 1;
}
