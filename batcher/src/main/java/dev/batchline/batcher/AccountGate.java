package dev.batchline.batcher;

import dev.batchline.providers.Outcome;
import dev.batchline.providers.ProviderError;
import dev.batchline.runtime.BackOff;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What keeps an account's calls back, over all tasks of a process: that the provider asked for fewer, or that somebody
 * has to act there. A blocked account is asked by one call at a time, at growing intervals, and opens when one passes.
 */
final class AccountGate {
    private static final BackOff PROBES = new BackOff(Duration.ofMinutes(1), Duration.ofMinutes(15));

    /** How much later than a create anything else may probe what blocks creates. */
    private static final Duration CREATES_FIRST = Duration.ofSeconds(30);

    /** So begin the codes of providers for a model that an account may not use. */
    private static final String OF_ONE_MODEL = "model_";

    private static final String EVERY_MODEL = "";

    private final String account;
    private final Map<String, Block> blocks = new HashMap<>();
    private final Map<String, Instant> lastOrders = new HashMap<>();
    private final Map<String, Instant> executed = new HashMap<>();
    private Instant throttledUntil = Instant.MIN;
    private String throttledWords = "";

    AccountGate(String account) {
        this.account = account;
    }

    /** What keeps a call for a model back now, if anything does. */
    synchronized Optional<Waiting> holds(String model, Call call, Instant now) {
        for (String key : new String[] {EVERY_MODEL, model}) {
            Block block = blocks.get(key);
            if (block != null && block.concerns(call) && block.probeAt(call).isAfter(now)) {
                return Optional.of(new Waiting(Waiting.Reason.ACCOUNT_BLOCKED, block.probeAt(call), block.words));
            }
        }
        return throttledUntil.isAfter(now)
                ? Optional.of(new Waiting(Waiting.Reason.ACCOUNT_THROTTLED, throttledUntil, throttledWords))
                : Optional.empty();
    }

    /** Asks to make a call; false if another one got the only turn. */
    synchronized boolean enter(String model, Call call, Instant now) {
        if (holds(model, call, now).isPresent()) {
            return false;
        }
        for (String key : new String[] {EVERY_MODEL, model}) {
            blocks.computeIfPresent(key, (same, block) -> block.concerns(call) ? block.probed(now) : block);
        }
        return true;
    }

    /** Takes note of how a call ended, and tells what has changed with it. */
    synchronized Change left(String model, Call call, Outcome<?> outcome, Duration wait, Instant now) {
        return switch (outcome) {
            case Outcome.AccountBlocked<?>(ProviderError error) -> block(model, call, error, now);
            case Outcome.Throttled<?> throttled -> {
                throttle(throttled, now.plus(wait));
                yield Change.NONE;
            }
            case Outcome.Unavailable<?> unknown -> Change.NONE;
            case Outcome.Success<?> success -> open(model, call);
            case Outcome.NotFound<?> notFound -> open(model, call);
            case Outcome.Refused<?> refused -> open(model, call);
        };
    }

    /**
     * A batch that was created then is executed, and tells what has changed with it. One that was created before the
     * refusal says nothing: batches run on when the money is gone.
     */
    synchronized Change executed(String model, Instant created) {
        executed.merge(model, created, (before, now) -> now.isAfter(before) ? now : before);
        boolean opened = false;
        for (String key : new String[] {EVERY_MODEL, model}) {
            Block block = blocks.get(key);
            if (block != null && created.isAfter(block.refusedAt)) {
                blocks.remove(key);
                opened = true;
            }
        }
        return opened ? Change.OPENED : Change.NONE;
    }

    /**
     * Somebody has acted, or thinks so: the next call probes at once. One order counts once for the account and once
     * for each model, whoever brings it.
     */
    synchronized void probeNow(String model, Instant ordered, Instant now) {
        for (String key : new String[] {EVERY_MODEL, model}) {
            if (blocks.containsKey(key) && !ordered.equals(lastOrders.put(key, ordered))) {
                blocks.computeIfPresent(key, (same, block) -> block.due(now));
            }
        }
    }

    /** How many things block it: the account itself, and models that it may not use. */
    synchronized int blocked() {
        return blocks.size();
    }

    /** Whether it is news that a batch created then has failed: nothing blocks, and no later one was executed. */
    synchronized boolean isNews(String model, Instant created) {
        return !blocks.containsKey(EVERY_MODEL)
                && !blocks.containsKey(model)
                && created.isAfter(executed.getOrDefault(model, Instant.MIN));
    }

    /** What blocks it, in words, by the model that it may not use; the account itself is under an empty name. */
    synchronized Map<String, String> blocks() {
        Map<String, String> words = new TreeMap<>();
        blocks.forEach((model, block) -> words.put(model, block.words));
        return words;
    }

    /** Whether nothing at all of a model goes through it now. */
    synchronized boolean closed(String model, Instant now) {
        return waits(EVERY_MODEL, now) || waits(model, now) || throttledUntil.isAfter(now);
    }

    /** Whether something blocks that is not to be probed yet. */
    private boolean waits(String key, Instant now) {
        Block block = blocks.get(key);
        return block != null && block.next.isAfter(now);
    }

    private Change block(String model, Call call, ProviderError error, Instant now) {
        String code = error.code();
        String key = code != null && code.startsWith(OF_ONE_MODEL) ? model : EVERY_MODEL;
        String told = call == Call.EXECUTE
                ? " is blocked, a batch failed with"
                : " is blocked with status " + error.httpStatus();
        String words = "account " + account + told + (code == null ? "" : " " + code) + ": " + error.message();
        Block before = blocks.get(key);
        blocks.put(key, before == null ? Block.first(call, words, now) : before.again(call, words, now));
        return before == null ? Change.BLOCKED : Change.NONE;
    }

    private void throttle(Outcome.Throttled<?> throttled, Instant until) {
        if (until.isAfter(throttledUntil)) {
            throttledUntil = until;
            throttledWords = "account " + account + " is asked for fewer calls: "
                    + throttled.error().message();
        }
    }

    /** A call lifts what blocked it or a lesser one, and in any case that looking is refused. */
    private Change open(String model, Call call) {
        boolean opened = false;
        for (String key : new String[] {EVERY_MODEL, model}) {
            Block block = blocks.get(key);
            if (block != null && call.compareTo(block.call) >= 0) {
                blocks.remove(key);
                opened = true;
            } else if (block != null) {
                blocks.put(key, block.looked());
            }
        }
        return opened ? Change.OPENED : Change.NONE;
    }

    /** What is asked of a provider, from the least to the most that can be refused. */
    enum Call {
        LOOK,
        UPLOAD,
        CREATE,
        /** The execution of a batch, which is asked for with its create and answered by its status. */
        EXECUTE
    }

    /** What became of an account with the end of a call. */
    enum Change {
        NONE,
        BLOCKED,
        OPENED
    }

    /**
     * That calls are refused until somebody acts.
     *
     * @param call the most that was refused
     * @param looks whether looking was refused too, and has not passed since
     * @param failures calls in a row that were, of those that were under way together only one
     * @param refusedAt when the last of them was; that of a look says nothing about batches that fail
     * @param next when the next create may try
     * @param probed whether a call has gone out since, to see
     * @param words for people
     */
    private record Block(
            Call call, boolean looks, int failures, Instant refusedAt, Instant next, boolean probed, String words) {
        /** Whether it keeps such a call back. That batches fail says nothing about looking at them. */
        boolean concerns(Call asked) {
            return call != Call.EXECUTE || asked != Call.LOOK || looks;
        }

        Instant probeAt(Call asked) {
            boolean lesser = asked.compareTo(call) < 0 && asked != Call.CREATE;
            return lesser ? next.plus(CREATES_FIRST) : next;
        }

        /** Whatever would probe it may do so now. */
        Block due(Instant now) {
            return new Block(call, looks, failures, refusedAt, now.minus(CREATES_FIRST), false, words);
        }

        /** A call passed that is at least a look. */
        Block looked() {
            return new Block(call, false, failures, refusedAt, next, probed, words);
        }

        static Block first(Call call, String words, Instant now) {
            return new Block(call, call == Call.LOOK, 1, now, now.plus(PROBES.after(1)), false, words);
        }

        /** Another call was refused: the probe, or one that was under way when the first one was. */
        Block again(Call refused, String why, Instant now) {
            Call strictest = refused.compareTo(call) > 0 ? refused : call;
            boolean look = refused == Call.LOOK;
            Instant at = look && call == Call.EXECUTE ? refusedAt : now;
            int count = probed ? failures + 1 : failures;
            Instant then = probed ? now.plus(PROBES.after(count)) : next;
            return new Block(strictest, looks || look, count, at, then, false, why);
        }

        Block probed(Instant now) {
            return new Block(call, looks, failures, refusedAt, now.plus(PROBES.after(failures)), true, words);
        }
    }
}
