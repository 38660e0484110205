package dev.batchline.batcher;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/** The accounts of an installation, by name and by pool. */
public final class Accounts {
    private final Map<String, Account> byName = new LinkedHashMap<>();
    private final Map<String, HourlyLimit> creations = new LinkedHashMap<>();

    /** These accounts; requests that name none go to the first one's pool. */
    public Accounts(List<Account> accounts) {
        if (accounts.isEmpty()) {
            throw new IllegalArgumentException("an installation needs an account");
        }
        for (Account account : accounts) {
            byName.put(account.name(), account);
            creations.put(account.name(), new HourlyLimit(account.batchesPerHour()));
        }
    }

    /** How many batches an account may still create, over all tasks of this process. */
    HourlyLimit creations(Account account) {
        return Objects.requireNonNull(creations.get(account.name()), account.name());
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
