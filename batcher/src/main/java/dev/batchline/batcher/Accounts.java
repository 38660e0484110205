package dev.batchline.batcher;

import dev.batchline.schemas.LaneKey;
import java.time.Duration;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;

/** The accounts of an installation, by name and by pool. */
public final class Accounts {
    private final Map<String, Account> byName = new LinkedHashMap<>();
    private final Map<String, HourlyLimit> creations = new LinkedHashMap<>();
    private final Map<String, AccountGate> gates = new LinkedHashMap<>();
    private final Map<String, OldFiles> oldFiles = new ConcurrentHashMap<>();

    /** These accounts; requests that name none go to the first one's pool. */
    public Accounts(List<Account> accounts) {
        if (accounts.isEmpty()) {
            throw new IllegalArgumentException("an installation needs an account");
        }
        for (Account account : accounts) {
            byName.put(account.name(), account);
            creations.put(account.name(), new HourlyLimit(account.limits().batchesPerHour()));
            gates.put(account.name(), new AccountGate(account.name()));
        }
    }

    /** How many batches an account may still create, over all tasks of this process. */
    HourlyLimit creations(Account account) {
        return Objects.requireNonNull(creations.get(account.name()), account.name());
    }

    /** What keeps an account's calls back, over all tasks of this process. */
    AccountGate gate(Account account) {
        return Objects.requireNonNull(gates.get(account.name()), account.name());
    }

    /** What an account's list of files showed last, for all tasks of this process. */
    OldFiles oldFiles(Account account, Duration listedEvery) {
        return oldFiles.computeIfAbsent(account.name(), name -> new OldFiles(listedEvery));
    }

    /** Why accounts, or models of theirs, are blocked until somebody acts there, by {@code account[/model]}. */
    public Map<String, String> blocked() {
        Map<String, String> words = new LinkedHashMap<>();
        gates.forEach((account, gate) -> gate.blocks()
                .forEach((model, why) -> words.put(model.isEmpty() ? account : account + "/" + model, why)));
        return words;
    }

    /** Every account. */
    List<Account> all() {
        return List.copyOf(byName.values());
    }

    /** The account that a lane's next window goes through. */
    Account choose(LaneKey lane, QueuedTokens queued, Instant now) {
        return AccountPolicy.choose(inPool(lane.pool()).stream()
                .map(account -> candidate(account, lane.model(), queued, now))
                .toList());
    }

    /** The most tokens of a window of a lane: whichever account it goes through, it fits there when it is alone. */
    long tokenBudget(LaneKey lane) {
        return inPool(lane.pool()).stream()
                .mapToLong(account -> account.tokenBudget(lane.model()))
                .min()
                .orElse(Account.NO_BUDGET);
    }

    private AccountPolicy.Candidate candidate(Account account, String model, QueuedTokens queued, Instant now) {
        long assigned = queued.assigned(new TokenGroup(account.name(), model));
        return new AccountPolicy.Candidate(
                account,
                gate(account).closed(model, now),
                creations(account).left(now) > 0,
                account.tokenBudget(model) - assigned);
    }

    /** The account of this name, if there is one. */
    Optional<Account> find(String name) {
        return Optional.ofNullable(byName.get(name));
    }

    /** The pool that a request's {@code batch-account} header means: a pool, an account, or the default if empty. */
    Optional<String> pool(String named) {
        if (named.isEmpty()) {
            return Optional.of(byName.values().iterator().next().pool());
        }
        return inPool(named).stream().findFirst().or(() -> find(named)).map(Account::pool);
    }

    /** The accounts that take a pool's work. */
    List<Account> inPool(String pool) {
        return byName.values().stream()
                .filter(account -> account.pool().equals(pool))
                .toList();
    }
}
