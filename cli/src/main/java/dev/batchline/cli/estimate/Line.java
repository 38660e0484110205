package dev.batchline.cli.estimate;

import dev.batchline.batcher.LaneForecast;
import org.jspecify.annotations.Nullable;

/**
 * A line of an estimate: a lane's requests, or all of them.
 *
 * @param account the account or pool that would take them; empty for all, or if no account is configured for them
 * @param endpoint of their lane; empty for all, or if nobody said
 * @param model that they name
 * @param encoding what their tokens were counted with; null if they were not counted
 * @param sums what they come to
 * @param batches how many there would be, and how they would wait; null if that cannot be told
 */
record Line(
        String account,
        String endpoint,
        String model,
        @Nullable Encoding encoding,
        Sums sums,
        @Nullable LaneForecast batches) {}
