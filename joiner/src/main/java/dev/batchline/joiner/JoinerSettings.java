package dev.batchline.joiner;

import dev.batchline.prices.PriceList;
import dev.batchline.runtime.BackOff;
import java.nio.file.Path;

/**
 * What the joiner is told.
 *
 * @param directory where result files are downloaded to; this process's own
 * @param maxBytes how much may lie there; a single window may take more
 * @param maxAttempts how often an item is submitted at most, the first time included
 * @param resubmitBackOff how long an item waits before it is submitted again
 * @param partLines the most lines whose outcomes are published in one piece
 * @param prices what items cost
 */
public record JoinerSettings(
        Path directory, long maxBytes, int maxAttempts, BackOff resubmitBackOff, int partLines, PriceList prices) {
    /** Enough lines for a transaction to be worth its cost. */
    public static final int PART_LINES = 1_000;
}
