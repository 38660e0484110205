package dev.batchline.batcher;

import dev.batchline.providers.Outcome;
import dev.batchline.providers.RemoteBatch;
import dev.batchline.runtime.metrics.MeterEntry;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;
import java.util.function.ToIntFunction;

/** The meters of one life's way from closed windows to batches. */
public final class SubmitMeters {
    private static final MeterEntry CREATES = MeterEntry.counter(
            "batchline.batches.creates",
            "Calls that asked for a batch, by what became of them; adopted ones were found instead.",
            "account",
            "outcome");
    private static final MeterEntry RECONCILES = MeterEntry.counter(
            "batchline.reconciles",
            "Searches for a batch that an earlier life, or a call without an answer, may have made.",
            "account");
    private static final MeterEntry DUPLICATES = MeterEntry.counter(
            "batchline.batches.duplicates.cancelled",
            "Second batches of a window that were asked to be cancelled.",
            "account");
    private static final MeterEntry WAITING = MeterEntry.gauge(
            "batchline.windows.waiting",
            "",
            "Closed windows that do not go on for this reason.",
            "partition",
            "reason");
    private static final MeterEntry USED = MeterEntry.gauge(
            "batchline.budget.used",
            "tokens",
            "Estimated tokens in batches that have not ended, and on their way there.",
            "account",
            "model");
    private static final MeterEntry LIMIT = MeterEntry.gauge(
            "batchline.budget.limit",
            "tokens",
            "The most tokens that may be queued now; not a number while there is no limit.",
            "account",
            "model");
    private static final MeterEntry BLOCKED = MeterEntry.gauge(
            "batchline.accounts.blocked",
            "",
            "What of an account is blocked until somebody acts there: the account itself, or models.",
            "account");
    private static final MeterEntry REMOVED = MeterEntry.counter(
            "batchline.files.removed",
            "Files of windows that are done: deleted at the provider, or refused and left to expire there.",
            "account",
            "outcome");

    private static final MeterEntry ORPHANS = MeterEntry.counter(
            "batchline.files.orphans",
            "Files that a crash or a call without an answer left at the provider: deleted, or not deleted as yet.",
            "account",
            "outcome");

    /** Every meter, for the documentation. */
    public static final List<MeterEntry> ALL =
            List.of(CREATES, RECONCILES, DUPLICATES, WAITING, USED, LIMIT, BLOCKED, REMOVED, ORPHANS);

    private final MeterRegistry registry;
    private final List<Meter> ofThisLife = new ArrayList<>();
    private final Map<TokenGroup, Queue> queues = new HashMap<>();

    SubmitMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Shows, as long as the process lives, how its accounts stand. */
    static void show(Accounts accounts, MeterRegistry registry) {
        for (Account account : accounts.all()) {
            AccountGate gate = accounts.gate(account);
            Gauge.builder(BLOCKED.name(), gate, AccountGate::blocked)
                    .description(BLOCKED.meaning())
                    .tag("account", account.name())
                    .register(registry);
        }
    }

    /** Counts a call that asked for a batch. */
    void created(String account, Create outcome) {
        registry.counter(
                        CREATES.name(),
                        "account",
                        account,
                        "outcome",
                        outcome.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    /** Counts a search for a batch. */
    void reconciled(String account) {
        registry.counter(RECONCILES.name(), "account", account).increment();
    }

    /** Counts second batches. */
    void duplicatesCancelled(String account, int count) {
        registry.counter(DUPLICATES.name(), "account", account).increment(count);
    }

    /** Counts files of windows that are done. */
    void removed(String account, int deleted, int refused) {
        registry.counter(REMOVED.name(), "account", account, "outcome", "deleted")
                .increment(deleted);
        registry.counter(REMOVED.name(), "account", account, "outcome", "refused")
                .increment(refused);
    }

    /** Counts a file that no window needs. */
    void orphan(String account, boolean deleted) {
        registry.counter(ORPHANS.name(), "account", account, "outcome", deleted ? "deleted" : "left")
                .increment();
    }

    /** Shows how many windows of a task wait for each reason. */
    void waiting(int partition, ToIntFunction<Waiting.Reason> count) {
        for (Waiting.Reason reason : Waiting.Reason.values()) {
            ofThisLife.add(Gauge.builder(WAITING.name(), () -> count.applyAsInt(reason))
                    .description(WAITING.meaning())
                    .tag("partition", Integer.toString(partition))
                    .tag("reason", reason.word())
                    .register(registry));
        }
    }

    /**
     * Shows how full a queue of tokens is.
     *
     * @param limit how much it takes; {@link Account#NO_BUDGET} if there is no limit
     */
    void queue(TokenGroup group, long used, long limit) {
        queues.computeIfAbsent(group, this::show).set(used, limit);
    }

    /** Takes away what was shown of this life. */
    void end() {
        ofThisLife.forEach(registry::remove);
        ofThisLife.clear();
    }

    private Queue show(TokenGroup group) {
        Queue queue = new Queue();
        gauge(USED, group, queue.used::get);
        gauge(LIMIT, group, () -> queue.limit.get() == Account.NO_BUDGET ? Double.NaN : queue.limit.get());
        return queue;
    }

    private void gauge(MeterEntry meter, TokenGroup group, Supplier<Number> value) {
        ofThisLife.add(Gauge.builder(meter.name(), value)
                .description(meter.meaning())
                .baseUnit(meter.unit())
                .tag("account", group.account())
                .tag("model", group.model())
                .register(registry));
    }

    /** What was last seen of a queue of tokens. */
    private static final class Queue {
        private final AtomicLong used = new AtomicLong();
        private final AtomicLong limit = new AtomicLong();

        void set(long usedNow, long limitNow) {
            used.set(usedNow);
            limit.set(limitNow);
        }
    }

    /** What became of a call that asked for a batch. */
    enum Create {
        /** There is a batch. */
        CREATED,
        /** A batch was found that an earlier call made. */
        ADOPTED,
        /** The provider will never make it. */
        REFUSED,
        /** The file was gone. */
        FILE_GONE,
        /** The provider wants fewer calls. */
        THROTTLED,
        /** The account needs somebody to act. */
        BLOCKED,
        /** Nobody knows. */
        IN_DOUBT;

        /** How a create ended. */
        static Create of(Outcome<RemoteBatch> outcome) {
            return switch (outcome) {
                case Outcome.Success<RemoteBatch> success -> CREATED;
                case Outcome.NotFound<RemoteBatch> gone -> FILE_GONE;
                case Outcome.Refused<RemoteBatch> refused -> REFUSED;
                case Outcome.Unavailable<RemoteBatch> unknown -> IN_DOUBT;
                case Outcome.Throttled<RemoteBatch> throttled -> THROTTLED;
                case Outcome.AccountBlocked<RemoteBatch> blocked -> BLOCKED;
            };
        }
    }
}
