package dev.batchline.poller;

import dev.batchline.providers.BatchProvider;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What all tasks of a process know together of one account: what is open, how it answers, when it is swept. */
final class AccountWatch {
    /** A process that has just begun has other things to do. */
    private static final Duration FIRST_SWEEP_AFTER = Duration.ofSeconds(30);

    private final String account;
    private final BatchProvider provider;
    private final Map<Inbox, Load> loads = new HashMap<>();
    private Instant sweepAt;
    private Instant heldUntil = Instant.MIN;
    private @Nullable Instant answered;
    private boolean requested;
    private boolean running;
    private long started;
    private int failures;
    private boolean completed;

    AccountWatch(String account, BatchProvider provider, Instant now) {
        this.account = account;
        this.provider = provider;
        this.sweepAt = now.plus(FIRST_SWEEP_AFTER);
    }

    String account() {
        return account;
    }

    BatchProvider provider() {
        return provider;
    }

    /** Takes note of what a task has to ask. */
    synchronized void report(Inbox task, Load load) {
        loads.put(task, load);
    }

    /** The task's life has ended. */
    synchronized void forget(Inbox task) {
        loads.remove(task);
    }

    synchronized Demand demand() {
        int open = loads.values().stream().mapToInt(Load::open).sum();
        int gathered = loads.values().stream().mapToInt(Load::gathered).sum();
        return new Demand(open, gathered, requested, failures == 0);
    }

    /** Sweeps at this time at the latest; answers the number of the next sweep that starts. */
    synchronized long request(Instant at, Instant now) {
        if (at.isBefore(sweepAt)) {
            sweepAt = at;
        }
        requested |= !at.isAfter(now);
        return started + 1;
    }

    /** Starts a sweep if it is time for one and none goes on: how far back it goes. */
    synchronized Optional<Sweep> start(Instant now) {
        if (running || loads.isEmpty() || now.isBefore(sweepAt) || now.isBefore(heldUntil)) {
            return Optional.empty();
        }
        running = true;
        requested = false;
        started++;
        sweepAt = Instant.MAX;
        Optional<Instant> oldest = loads.values().stream()
                .map(Load::oldest)
                .filter(Objects::nonNull)
                .min(Instant::compareTo);
        return Optional.of(new Sweep(started, SweepPolicy.until(oldest, !completed, now)));
    }

    /** A sweep has ended. */
    synchronized void ended(boolean complete, Instant now) {
        running = false;
        completed |= complete;
        failures = complete ? 0 : failures + 1;
        Instant next = now.plus(SweepPolicy.next(failures));
        if (next.isBefore(sweepAt)) {
            sweepAt = next;
        }
    }

    /** The account answered with a success. */
    synchronized void answered(Instant now) {
        answered = now;
    }

    /** When the account last answered with a success. */
    synchronized Optional<Instant> answered() {
        return Optional.ofNullable(answered);
    }

    /** Too much was asked of the account: nothing more is until then. */
    synchronized void hold(Instant until) {
        if (until.isAfter(heldUntil)) {
            heldUntil = until;
        }
    }

    synchronized Instant heldUntil() {
        return heldUntil;
    }

    /**
     * What one task has to ask of an account.
     *
     * @param open its batches that have not ended
     * @param gathered those that are due and wait for a list
     * @param oldest when the oldest was submitted; null if there is none
     */
    record Load(int open, int gathered, @Nullable Instant oldest) {}

    /**
     * A sweep to do.
     *
     * @param number counts the sweeps of the account in this process
     * @param until it goes back to batches created then
     */
    record Sweep(long number, Instant until) {}
}
