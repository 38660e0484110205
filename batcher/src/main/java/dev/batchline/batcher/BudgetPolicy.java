package dev.batchline.batcher;

import dev.batchline.runtime.BackOff;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** Decides whether a window's tokens fit into its provider's queue, and what is believed of a queue that was full. */
final class BudgetPolicy {
    private static final BackOff SMALLER = new BackOff(Duration.ofMinutes(5), Duration.ofHours(1));

    private BudgetPolicy() {}

    /**
     * Whether a window may go on. One that would be alone always may: a queue that is empty is never going to be
     * emptier.
     *
     * @param tokens of the window
     * @param others tokens of the windows before it
     */
    static boolean fits(long tokens, long others, long limit) {
        return others == 0 || others <= limit - tokens;
    }

    /** How many tokens may be queued now. */
    static long limit(long budget, Optional<Belief> belief, Instant now) {
        return belief.filter(held -> held.until().isAfter(now))
                .map(held -> Math.min(budget, held.limit()))
                .orElse(budget);
    }

    /**
     * What is believed after the provider refused a batch since its queue was full: that it takes no more than what it
     * held then, for a while that grows with each refusal in a row.
     *
     * @param taken tokens of other windows that were in the queue
     * @param earlier what was believed before
     */
    static Belief refused(long taken, Optional<Belief> earlier, Instant now) {
        int refusals = earlier.map(Belief::refusals).orElse(0) + 1;
        return new Belief(taken, now.plus(SMALLER.after(refusals)), refusals);
    }

    /** What is believed after the provider has taken a batch: the same, and the next refusal is a first one again. */
    static Belief taken(Belief belief) {
        return new Belief(belief.limit(), belief.until(), 0);
    }

    /**
     * That a provider's queue is smaller than its budget says.
     *
     * @param limit tokens that it takes
     * @param until when this is believed no longer
     * @param refusals in a row that taught it
     */
    record Belief(long limit, Instant until, int refusals) {}
}
