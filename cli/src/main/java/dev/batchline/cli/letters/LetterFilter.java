package dev.batchline.cli.letters;

import java.time.Instant;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are meant: those that match everything that is named. An empty set names nothing.
 *
 * @param reason the reasons
 * @param item the items
 * @param sending the ways they were sent
 * @param time when they failed
 */
public record LetterFilter(ByReason reason, ByItem item, BySending sending, ByTime time) {
    /** Whether a dead letter that says this is one of them. */
    public boolean matches(LetterFacts facts) {
        return reason.matches(facts.reason())
                && item.matches(facts.item())
                && sending.matches(facts.sending())
                && time.matches(facts.failedAt());
    }

    private static boolean named(Set<String> names, String name) {
        return names.isEmpty() || names.contains(name);
    }

    /**
     * By why they failed.
     *
     * @param codes the codes
     * @param retryable what was said about sending them again; null if that does not matter
     */
    public record ByReason(Set<String> codes, @Nullable Boolean retryable) {
        public ByReason {
            codes = Set.copyOf(codes);
        }

        boolean matches(LetterFacts.Reason reason) {
            return named(codes, reason.code()) && (retryable == null || retryable.equals(reason.retryable()));
        }
    }

    /**
     * By what they are.
     *
     * @param customIds a pattern for the custom_id; null if any will do
     * @param tenants who they were for
     * @param jobs the jobs they belonged to
     */
    public record ByItem(@Nullable Pattern customIds, Set<String> tenants, Set<String> jobs) {
        public ByItem {
            tenants = Set.copyOf(tenants);
            jobs = Set.copyOf(jobs);
        }

        boolean matches(LetterFacts.Item item) {
            return (customIds == null || customIds.matcher(item.customId()).matches())
                    && named(tenants, item.tenant())
                    && named(jobs, item.job());
        }
    }

    /**
     * By how they were sent.
     *
     * @param accounts the accounts
     * @param models the models
     * @param windows the windows
     * @param batches the providers' batches
     * @param attempts the number of attempts
     */
    public record BySending(
            Set<String> accounts, Set<String> models, Set<String> windows, Set<String> batches, Attempts attempts) {
        public BySending {
            accounts = Set.copyOf(accounts);
            models = Set.copyOf(models);
            windows = Set.copyOf(windows);
            batches = Set.copyOf(batches);
        }

        boolean matches(LetterFacts.Sending sending) {
            return named(accounts, sending.account())
                    && named(models, sending.model())
                    && named(windows, sending.window())
                    && named(batches, sending.batch())
                    && attempts.matches(sending.attempt());
        }
    }

    /**
     * By when they failed.
     *
     * @param since not before; null if there is no such bound
     * @param until before; null if there is no such bound
     */
    public record ByTime(@Nullable Instant since, @Nullable Instant until) {
        boolean matches(Instant at) {
            return (since == null || !at.isBefore(since)) && (until == null || at.isBefore(until));
        }
    }
}
