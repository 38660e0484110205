package dev.batchline.batcher;

import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowId;
import dev.batchline.schemas.WindowState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;

/** Lets a task's windows into their providers' queues of tokens: the oldest first, each as far as there is room. */
final class Budgets {
    private static final Duration LOOK_AGAIN = Duration.ofMinutes(1);

    private final Accounts accounts;
    private final QueuedTokens queued;
    private final Map<TokenGroup, BudgetPolicy.Belief> beliefs = new ConcurrentHashMap<>();
    private final Map<TokenGroup, NavigableMap<Long, WindowId>> lines = new HashMap<>();

    Budgets(Accounts accounts, QueuedTokens queued) {
        this.accounts = accounts;
        this.queued = queued;
    }

    /** Why the tokens of a window do not fit now, if they do not. */
    Optional<Waiting> holds(Window window, Instant now) {
        return switch (window.state()) {
            case WindowState.Sealed sealed -> {
                TokenGroup group = TokenGroup.of(window, sealed.account());
                yield holds(window, group, queued.inFlight(group), now).or(() -> behind(window, group, now));
            }
            case WindowState.Uploaded uploaded -> {
                TokenGroup group = TokenGroup.of(window, uploaded.account());
                yield holds(window, group, queued.before(group, window.id()), now);
            }
            case WindowState.Open open -> Optional.empty();
            case WindowState.Creating creating -> Optional.empty();
            case WindowState.Submitted submitted -> Optional.empty();
            case WindowState.Rejected rejected -> Optional.empty();
            case WindowState.Cancelled cancelled -> Optional.empty();
        };
    }

    /** A window waits for room: no younger one of its group is let past it. */
    void standsInLine(Window window, String account) {
        lines.computeIfAbsent(TokenGroup.of(window, account), first -> new TreeMap<>())
                .put(window.id().firstOffset(), window.id());
    }

    /** A window waits for room no longer. */
    void leavesLine(Window window) {
        String model = window.facts().lane().model();
        lines.forEach((group, line) -> {
            if (group.model().equals(model)) {
                line.remove(window.id().firstOffset(), window.id());
            }
        });
    }

    /** The windows that wait for room where there is more than when this was asked last. */
    List<WindowId> takeEased() {
        List<WindowId> eased = new ArrayList<>();
        for (TokenGroup group : queued.takeEased()) {
            eased.addAll(lines.getOrDefault(group, new TreeMap<>()).values());
        }
        return eased;
    }

    /** The provider refused a window's batch, since its queue was full. */
    void refused(Window window, String account, Instant now) {
        TokenGroup group = TokenGroup.of(window, account);
        long taken = queued.sent(group, window.id());
        beliefs.put(group, BudgetPolicy.refused(taken, Optional.ofNullable(beliefs.get(group)), now));
    }

    /** The provider has taken a window's batch. */
    void taken(Window window, String account) {
        beliefs.computeIfPresent(TokenGroup.of(window, account), (group, belief) -> BudgetPolicy.taken(belief));
    }

    /** How many tokens a group may have in flight. Any thread may ask. */
    long limit(TokenGroup group, Instant now) {
        long budget = accounts.find(group.account())
                .map(account -> account.tokenBudget(group.model()))
                .orElse(Account.NO_BUDGET);
        return BudgetPolicy.limit(budget, Optional.ofNullable(beliefs.get(group)), now);
    }

    private Optional<Waiting> holds(Window window, TokenGroup group, long others, Instant now) {
        long tokens = window.facts().tokens();
        long limit = limit(group, now);
        if (BudgetPolicy.fits(tokens, others, limit)) {
            return Optional.empty();
        }
        String words = "its " + tokens + " tokens do not fit beside " + others + " that are queued: account "
                + group.account() + " takes " + limit + " of " + group.model();
        return Optional.of(waiting(words, now));
    }

    private Optional<Waiting> behind(Window window, TokenGroup group, Instant now) {
        NavigableMap<Long, WindowId> line = lines.getOrDefault(group, new TreeMap<>());
        Map.Entry<Long, WindowId> older = line.lowerEntry(window.id().firstOffset());
        return older == null
                ? Optional.empty()
                : Optional.of(waiting(
                        "window " + older.getValue() + " is older and waits for room in the queue of " + group.model()
                                + " of account " + group.account(),
                        now));
    }

    private static Waiting waiting(String words, Instant now) {
        return new Waiting(Waiting.Reason.BUDGET, now.plus(LOOK_AGAIN), words);
    }
}
