package dev.batchline.batcher;

import dev.batchline.providers.BatchProvider;
import dev.batchline.runtime.config.AccountSettings;
import java.util.Map;

/**
 * One account that batches are created through.
 *
 * @param name our name for it
 * @param pool whose work it takes
 * @param limits how much may be done through it
 * @param provider the way to it
 */
public record Account(String name, String pool, AccountSettings.Limits limits, BatchProvider provider) {
    /** What {@link #tokenBudget} answers if there is no budget. */
    static final long NO_BUDGET = Long.MAX_VALUE;

    /** An account without a budget of tokens. */
    Account(String name, String pool, int batchesPerHour, BatchProvider provider) {
        this(name, pool, new AccountSettings.Limits(null, Map.of(), null, batchesPerHour), provider);
    }

    /** The most estimated tokens of a model in batches that have not ended. */
    long tokenBudget(String model) {
        return limits.queuedTokens(model).orElse(NO_BUDGET);
    }
}
