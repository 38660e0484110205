package dev.batchline.batcher;

import dev.batchline.schemas.Selection;
import java.time.Instant;

/**
 * A wish of an operator that stands: no work is to be done on these requests of a lane, or of every lane.
 *
 * @param v the version of this format, 1
 * @param key the lane, or the one that stands for every lane
 * @param selection the requests
 * @param takenAt when it was taken
 */
record Standing(int v, String key, Selection selection, Instant takenAt) {
    static final int FORMAT = 1;
}
