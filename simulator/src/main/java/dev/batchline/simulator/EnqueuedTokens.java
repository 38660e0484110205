package dev.batchline.simulator;

import java.util.HashMap;
import java.util.Map;
import java.util.function.ToLongFunction;

/** Prompt tokens of unfinished batches, counted against the account's limit for each model. */
final class EnqueuedTokens {

    /** The limit of a model that has none. */
    static final long NO_LIMIT = Long.MAX_VALUE;

    private final ToLongFunction<String> limits;
    private final Map<String, Long> enqueued = new HashMap<>();
    private final Map<String, Validation.Accepted> holders = new HashMap<>();

    EnqueuedTokens(ToLongFunction<String> limits) {
        this.limits = limits;
    }

    /** Counts a batch in, unless that goes over the limit. */
    synchronized boolean enqueue(String batchId, Validation.Accepted batch) {
        long sum = enqueued.getOrDefault(batch.model(), 0L) + batch.promptTokens();
        if (sum > limits.applyAsLong(batch.model())) {
            return false;
        }
        enqueued.put(batch.model(), sum);
        holders.put(batchId, batch);
        return true;
    }

    /** Counts a batch out; nothing happens if it is not in. */
    synchronized void release(String batchId) {
        Validation.Accepted batch = holders.remove(batchId);
        if (batch != null) {
            enqueued.merge(batch.model(), -batch.promptTokens(), Long::sum);
        }
    }

    /** The provider's words for a refusal. */
    BatchProblem refusal(String model) {
        return new BatchProblem(
                "token_limit_exceeded",
                "Enqueued token limit reached for " + model + " in organization simulated. Limit: "
                        + limits.applyAsLong(model) + " enqueued tokens. Please try again once some in_progress "
                        + "batches have been completed.",
                null,
                null);
    }
}
