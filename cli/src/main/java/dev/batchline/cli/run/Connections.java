package dev.batchline.cli.run;

import dev.batchline.batcher.Account;
import dev.batchline.batcher.Accounts;
import dev.batchline.providers.AccountConnection;
import dev.batchline.providers.BatchProvider;
import dev.batchline.providers.CallControl;
import dev.batchline.providers.CallListener;
import dev.batchline.providers.Providers;
import dev.batchline.runtime.Clocks;
import dev.batchline.runtime.config.AccountSettings;
import dev.batchline.runtime.config.BatchlineConfig;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The ways to the providers of all configured accounts. */
final class Connections implements AutoCloseable {
    private final List<AccountSettings> settings;
    private final Map<String, BatchProvider> byAccount = new LinkedHashMap<>();

    /**
     * Connects to every account, once for all services of the process, so that they share its limit on calls.
     *
     * @param listener hears of every call
     */
    Connections(BatchlineConfig config, Clocks clocks, CallListener listener) {
        this.settings = config.accounts();
        for (AccountSettings account : settings) {
            CallControl control = new CallControl(account.limits().requestsPerMinute(), clocks::elapsed, listener);
            byAccount.put(account.name(), Providers.connect(connection(account), control));
        }
    }

    /** By account. */
    Map<String, BatchProvider> byAccount() {
        return byAccount;
    }

    /** As the batcher takes them. */
    Accounts accounts() {
        List<Account> accounts = new ArrayList<>();
        for (AccountSettings account : settings) {
            BatchProvider provider = byAccount.get(account.name());
            if (provider != null) {
                accounts.add(new Account(account.name(), account.pool(), account.limits(), provider));
            }
        }
        return new Accounts(accounts);
    }

    @Override
    public void close() {
        byAccount.values().forEach(BatchProvider::close);
    }

    private static AccountConnection connection(AccountSettings account) {
        AccountConnection.Network direct = AccountConnection.Network.DIRECT;
        return new AccountConnection(
                account.name(),
                account.type(),
                account.access().baseUrl(),
                new AccountConnection.Credentials(
                        account.requireApiKey().value(),
                        account.access().organization(),
                        account.access().project()),
                new AccountConnection.Network(
                        account.route().proxy(),
                        account.route().trustStore(),
                        direct.connectTimeout(),
                        direct.callTimeout(),
                        direct.transferTimeout()));
    }
}
