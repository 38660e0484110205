package dev.batchline.batcher;

import dev.batchline.batcher.AccountGate.Call;
import dev.batchline.providers.Outcome;
import dev.batchline.runtime.Clocks;
import dev.batchline.schemas.Window;
import java.time.Duration;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Watches how calls for windows end: what that means for their account, and when a window is tried again. */
final class AccountWatch {
    private static final Logger LOG = LoggerFactory.getLogger(AccountWatch.class);
    private static final Duration NOT_NOW = Duration.ofSeconds(1);

    private final Clocks clocks;
    private final Accounts accounts;
    private final WindowAgenda agenda;

    AccountWatch(Clocks clocks, Accounts accounts, WindowAgenda agenda) {
        this.clocks = clocks;
        this.accounts = accounts;
        this.agenda = agenda;
    }

    /** Asks to make a call for a window; if another one got the only turn, the window is looked at again. */
    boolean enter(Window window, Account account, Call call) {
        agenda.goesOn(window.id());
        boolean first = accounts.gate(account).enter(model(window), call, clocks.now());
        if (!first) {
            agenda.in(window.id(), NOT_NOW);
        }
        return first;
    }

    /** A call ended so that the account is known to work. */
    void works(Window window, Account account, Call call, Outcome<?> outcome) {
        left(window, account, call, outcome, Duration.ZERO);
    }

    /** A call ended so that the window is tried again. */
    void later(Window window, Account account, Call call, Outcome<?> outcome) {
        Duration wait = agenda.wait(window.id(), outcome);
        left(window, account, call, outcome, wait);
        if (outcome instanceof Outcome.AccountBlocked<?> || outcome instanceof Outcome.Throttled<?>) {
            agenda.now(window.id());
            return;
        }
        Instant next = clocks.now().plus(wait);
        LOG.atWarn()
                .addKeyValue("window", window.id())
                .addKeyValue("outcome", outcome)
                .addKeyValue("next_try", next)
                .log("Provider did not do what was asked; it is asked again");
        agenda.waits(window.id(), new Waiting(Waiting.Reason.BACK_OFF, next, "the provider did not do what was asked"));
    }

    private void left(Window window, Account account, Call call, Outcome<?> outcome, Duration wait) {
        switch (accounts.gate(account).left(model(window), call, outcome, wait, clocks.now())) {
            case BLOCKED ->
                LOG.atError()
                        .addKeyValue("account", account.name())
                        .addKeyValue("model", model(window))
                        .addKeyValue("outcome", outcome)
                        .log("Account is blocked until somebody acts there; its windows wait and it is asked again");
            case OPENED ->
                LOG.atInfo()
                        .addKeyValue("account", account.name())
                        .addKeyValue("model", model(window))
                        .log("Account is open again");
            case NONE -> {}
        }
    }

    private static String model(Window window) {
        return window.facts().lane().model();
    }
}
