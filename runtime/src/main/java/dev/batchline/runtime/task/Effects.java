package dev.batchline.runtime.task;

import java.util.HashMap;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.Callable;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;
import java.util.function.Function;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The calls of one life of a task: started on its stream thread, run elsewhere, their outcomes drained on the stream
 * thread. What is under way when the life ends is interrupted and its outcomes are dropped.
 */
public final class Effects {
    private static final Logger LOG = LoggerFactory.getLogger(Effects.class);

    private final EffectLane lane;
    private final BooleanSupplier begun;
    private final Map<String, Future<?>> inFlight = new HashMap<>();
    private final Queue<Drained> outcomes = new ConcurrentLinkedQueue<>();
    private volatile boolean ended;

    Effects(EffectLane lane, BooleanSupplier begun) {
        this.lane = lane;
        this.begun = begun;
    }

    /** Whether a call about this subject is under way, or its outcome waits. */
    public boolean inFlight(String subject) {
        return inFlight.containsKey(subject);
    }

    /** Whether the process is ending and nothing can be started any more. */
    public boolean quiet() {
        return lane.quiet();
    }

    /** How many calls are under way. */
    int inFlight() {
        return inFlight.size();
    }

    /**
     * Starts a call unless one about the same subject is under way, the life has not begun or the process is ending.
     *
     * @param call blocks as long as it likes; it is interrupted when the life ends
     * @param then takes what the call returned, on the stream thread, in a transaction that commits what it forwards
     * @param failed takes what the call threw, likewise; a call answers expected trouble as a value
     * @return whether it was started
     */
    public <T> boolean start(EffectKey key, Callable<T> call, Consumer<T> then, Consumer<Exception> failed) {
        return start(key, lane::submit, () -> run(key, call, then, failed));
    }

    /** The same for a call that moves a whole file: it waits for a place among its like. */
    public <T> boolean startTransfer(EffectKey key, Callable<T> call, Consumer<T> then, Consumer<Exception> failed) {
        return start(key, lane::submitTransfer, () -> run(key, call, then, failed));
    }

    private boolean start(EffectKey key, Function<Callable<Void>, Future<?>> places, Runnable call) {
        if (!begun.getAsBoolean() || lane.quiet() || inFlight.containsKey(key.subject())) {
            return false;
        }
        lane.callBegan();
        Callable<Void> placed = () -> {
            call.run();
            return null;
        };
        inFlight.put(key.subject(), places.apply(placed));
        return true;
    }

    private <T> void run(EffectKey key, Callable<T> call, Consumer<T> then, Consumer<Exception> failed) {
        Runnable drain;
        try {
            T value = call.call();
            drain = () -> then.accept(value);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            drain = () -> failed.accept(e);
        } catch (Exception e) {
            drain = () -> failed.accept(e);
        } catch (Throwable e) {
            drain = () -> failed.accept(new IllegalStateException("a call ended with an error", e));
        }
        if (!ended) {
            outcomes.add(new Drained(key, drain));
        }
    }

    /**
     * Hands over outcomes on the stream thread while there is room.
     *
     * @param current whether the stored state is still the version that a call answers
     * @param room asked before each outcome
     */
    void drain(Predicate<EffectKey> current, BooleanSupplier room) {
        while (!outcomes.isEmpty() && room.getAsBoolean()) {
            Drained outcome = outcomes.remove();
            inFlight.remove(outcome.key.subject());
            lane.callEnded();
            if (current.test(outcome.key)) {
                outcome.then.run();
            } else {
                LOG.atInfo()
                        .addKeyValue("subject", outcome.key.subject())
                        .addKeyValue("version", outcome.key.version())
                        .log("Outcome of a call dropped, the state has moved on");
            }
        }
    }

    /** Ends the life's calls. */
    void end() {
        ended = true;
        inFlight.values().forEach(call -> {
            call.cancel(true);
            lane.callEnded();
        });
        inFlight.clear();
        outcomes.clear();
    }

    /**
     * An outcome that waits for the stream thread.
     *
     * @param key what the call was about
     * @param then what to do with it
     */
    private record Drained(EffectKey key, Runnable then) {}
}
