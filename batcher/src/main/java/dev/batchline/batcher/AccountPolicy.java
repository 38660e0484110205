package dev.batchline.batcher;

import java.util.Comparator;
import java.util.List;

/** Decides which account of a pool a window goes through. */
final class AccountPolicy {
    private AccountPolicy() {}

    /**
     * The account with the most room for tokens, out of those that are open and may create a batch now if there are
     * any. Throws for an empty pool.
     */
    static Account choose(List<Candidate> pool) {
        Comparator<Candidate> best = Comparator.comparing(Candidate::closed)
                .thenComparing(candidate -> !candidate.mayCreate())
                .thenComparing(Candidate::room, Comparator.reverseOrder());
        return pool.stream()
                .min(best)
                .map(Candidate::account)
                .orElseThrow(() -> new IllegalArgumentException("a pool without accounts"));
    }

    /**
     * How an account stands.
     *
     * @param closed whether nothing goes through it now
     * @param mayCreate whether it has creations left in this hour
     * @param room its budget of tokens without those of the windows that it has; below zero if they are more
     */
    record Candidate(Account account, boolean closed, boolean mayCreate, long room) {}
}
