package dev.batchline.cli.estimate;

import dev.batchline.batcher.Account;
import dev.batchline.batcher.Accounts;
import dev.batchline.batcher.BatcherSettings;
import dev.batchline.batcher.WindowForecast;
import dev.batchline.runtime.config.AccountSettings;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.runtime.config.WindowSettings;
import java.util.List;

/**
 * The limits that an installation would work within, by its settings.
 *
 * @param settings in effect
 */
record Installation(BatchlineConfig settings) {
    List<AccountSettings> accounts() {
        return settings.accounts();
    }

    int requestMaxBytes() {
        return settings.topics().requestMaxBytes();
    }

    String completionWindow() {
        return settings.windows().completionWindow();
    }

    /** The dialect of a pool's accounts. */
    String providerOfPool(String pool) {
        return accounts().stream()
                .filter(account -> account.pool().equals(pool))
                .findFirst()
                .orElseThrow()
                .type();
    }

    /** A forecast of windows that holds nothing yet. */
    WindowForecast forecast() {
        WindowSettings windows = settings.windows();
        Long tokens = windows.maxTokens();
        return new WindowForecast(
                new Accounts(accounts().stream().map(Installation::account).toList()),
                new BatcherSettings.WindowCeilings(
                        windows.maxRequests(),
                        windows.maxBytes(),
                        tokens == null ? Long.MAX_VALUE : tokens,
                        windows.linger()),
                requestMaxBytes(),
                windows.completionWindow());
    }

    private static Account account(AccountSettings account) {
        return new Account(account.name(), account.pool(), account.limits(), new OfflineProvider(account.type()));
    }
}
