package dev.batchline.batcher;

import dev.batchline.batcher.AccountGate.Call;
import dev.batchline.providers.Outcome;
import dev.batchline.providers.ProviderError;
import dev.batchline.runtime.Clocks;
import dev.batchline.schemas.FailureCatalogue;
import dev.batchline.schemas.StatusEvent;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowState;
import java.time.Duration;
import java.time.Instant;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
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

    /**
     * A batch has come further: it is executed, or has failed for what is wrong with its account. Other failures say
     * nothing about that.
     */
    void executes(Window window, WindowState.Submitted submitted, StatusEvent event) {
        accounts.find(submitted.account()).ifPresent(account -> {
            switch (event.status()) {
                case IN_PROGRESS, FINALIZING, COMPLETED, EXPIRED ->
                    tell(
                            accounts.gate(account).executed(model(window), submitted.submittedAt()),
                            window,
                            account,
                            event.status().word());
                case FAILED ->
                    refusal(event).ifPresent(outcome -> left(window, account, Call.EXECUTE, outcome, Duration.ZERO));
                case VALIDATING, CANCELLING, CANCELLED -> {}
            }
        });
    }

    /**
     * A batch is to be created again for what is wrong with its account. That it has failed may be read later, or have
     * been read in another process.
     */
    void failed(Window window, WindowState.Submitted submitted, String code) {
        if (FailureCatalogue.blocksAccount(code)) {
            accounts.find(submitted.account())
                    .filter(account -> accounts.gate(account).isNews(model(window), submitted.submittedAt()))
                    .ifPresent(account -> left(window, account, Call.EXECUTE, refused(code, null), Duration.ZERO));
        }
    }

    private static Optional<Outcome<?>> refusal(StatusEvent failed) {
        return failed.errors().stream()
                .filter(error -> error.code() != null && FailureCatalogue.blocksAccount(error.code()))
                .findFirst()
                .map(error -> refused(error.code(), error.message()));
    }

    private static Outcome<?> refused(@Nullable String code, @Nullable String message) {
        String words = Objects.requireNonNullElse(message, "no reason is given");
        return new Outcome.AccountBlocked<>(new ProviderError(0, code, words, null));
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
        agenda.waits(window.id(), new Waiting(Waiting.Reason.BACK_OFF, next, words(account, outcome)));
    }

    private static String words(Account account, Outcome<?> outcome) {
        String name = "the provider of account " + account.name();
        return switch (outcome) {
            case Outcome.Unavailable<?> unavailable ->
                name
                        + (unavailable.error().httpStatus() == 0
                                ? " cannot be reached: "
                                : " answers with status " + unavailable.error().httpStatus() + ": ")
                        + unavailable.error().message();
            case Outcome.NotFound<?>(ProviderError error) -> name + " does not know it: " + error.message();
            case Outcome.Refused<?>(ProviderError error) -> name + " refuses it: " + error.message();
            case Outcome.Throttled<?>(ProviderError error, var after) -> name + " is too busy: " + error.message();
            case Outcome.AccountBlocked<?>(ProviderError error) -> name + " is blocked: " + error.message();
            case Outcome.Success<?> success -> name + " has done something else than was asked";
        };
    }

    private void left(Window window, Account account, Call call, Outcome<?> outcome, Duration wait) {
        AccountGate.Change change = accounts.gate(account).left(model(window), call, outcome, wait, clocks.now());
        tell(change, window, account, outcome);
    }

    private static void tell(AccountGate.Change change, Window window, Account account, Object outcome) {
        switch (change) {
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
