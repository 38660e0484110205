package dev.batchline.simulator;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.IntSupplier;

/** One script of faults while it is played: what has been counted, and what hits whom. */
final class FaultPlay {

    private static final String ALL_PATHS = "";

    private final Faults faults;
    private final Draws draws;
    private final InstantSource time;
    private final Instant set;
    private final long[] hits;
    private final long[] batchesMet;
    private final List<Map<String, Long>> callsMet = new ArrayList<>();
    private final Map<String, List<Hit>> ofBatch = new ConcurrentHashMap<>();
    private final Map<String, Integer> neverRan = new ConcurrentHashMap<>();
    private final Map<String, Integer> asks = new ConcurrentHashMap<>();
    private final Duration listLag;

    /**
     * A fault that hits a batch.
     *
     * @param index its place in the script
     * @param nth which of the batches that fit it hits, from 1
     * @param fault the fault
     */
    private record Hit(int index, long nth, Fault.OfBatches fault) {}

    FaultPlay(Faults faults, long seed, InstantSource time) {
        this.faults = faults;
        this.draws = new Draws(seed);
        this.time = time;
        this.set = time.instant();
        this.hits = new long[faults.all().size()];
        this.batchesMet = new long[faults.all().size()];
        faults.all().forEach(fault -> callsMet.add(new HashMap<>()));
        this.listLag = faults.of(Fault.LagLists.class).stream()
                .map(Fault.LagLists::lag)
                .findFirst()
                .orElse(Duration.ZERO);
    }

    Faults faults() {
        return faults;
    }

    /** How many batches or calls each fault has hit, in script order. */
    synchronized long[] hits() {
        return hits.clone();
    }

    /** How long after its creation an object stays out of lists. */
    Duration listLag() {
        return listLag;
    }

    /** Decides which faults hit a batch. Asked once for each. */
    synchronized void meet(Batch batch, boolean existing) {
        List<Hit> found = new ArrayList<>();
        for (int i = 0; i < hits.length; i++) {
            if (faults.all().get(i) instanceof Fault.OfBatches fault && hits(i, fault.batches(), batch, existing)) {
                found.add(new Hit(i, batchesMet[i], fault));
            }
        }
        if (!found.isEmpty()) {
            ofBatch.put(batch.id(), List.copyOf(found));
        }
    }

    private boolean hits(int index, Batches batches, Batch batch, boolean existing) {
        if ((existing && !batches.existing())
                || !batches.fits(batch.firstModel(), batch.input().lines())) {
            return false;
        }
        long nth = ++batchesMet[index];
        boolean wanted = (batches.nth() == 0 || batches.nth() == nth) && mayHit(index, batches.times());
        return wanted && hit(index, batches.share() == null || draws.draw(index, nth) < batches.share());
    }

    /** The first fault of a kind that hits a batch. */
    <F extends Fault.OfBatches> Optional<F> of(Batch batch, Class<F> kind) {
        for (Hit hit : hitsOf(batch)) {
            if (kind.isInstance(hit.fault())) {
                return Optional.of(kind.cast(hit.fault()));
            }
        }
        return Optional.empty();
    }

    /**
     * What goes wrong with one line that is about to run.
     *
     * @param earlier how often its custom_id ran before
     */
    LineFate fate(Batch batch, String customId, IntSupplier earlier) {
        List<Hit> candidates = hitsOf(batch);
        if (candidates.isEmpty()) {
            return LineFate.SMOOTH;
        }
        List<Fault.OfLines> found = new ArrayList<>();
        long hash = Draws.hash(customId);
        for (Hit hit : candidates) {
            if (hit.fault() instanceof Fault.OfLines fault) {
                int turn = fault.passes() ? earlier.getAsInt() + neverRan.getOrDefault(customId, 0) : 0;
                if (draws.draw(hit.index(), hash, turn) < fault.share()) {
                    found.add(fault);
                }
            }
        }
        LineFate fate = new LineFate(found);
        if (fate.neverRuns()) {
            neverRan.merge(customId, 1, Integer::sum);
        }
        return fate;
    }

    /** Whether an ask for a batch finds nothing. */
    boolean hides(Batch batch) {
        if (lost(batch)) {
            return true;
        }
        boolean hidden = false;
        for (Hit hit : hitsOf(batch)) {
            if (hit.fault() instanceof Fault.FlapBatch flap) {
                int ask = asks.merge(hit.index() + batch.id(), 1, Integer::sum);
                hidden |= ask <= flap.asks() || draws.draw(hit.index(), hit.nth(), ask) < flap.share();
            }
        }
        return hidden;
    }

    /** Whether a batch is gone for good. */
    boolean lost(Batch batch) {
        return of(batch, Fault.LoseBatch.class)
                .filter(lose -> !time.instant().isBefore(batch.createdAt().plus(lose.after())))
                .isPresent();
    }

    /** Counts a call for every fault of a kind on its route; the first of them that hits it. */
    synchronized <F extends CallFault> Optional<F> next(Class<F> kind, String route, String path) {
        Optional<F> found = Optional.empty();
        Duration sinceSet = Duration.between(set, time.instant());
        for (int i = 0; i < hits.length; i++) {
            Fault fault = faults.all().get(i);
            if (kind.isInstance(fault) && Routes.covers(kind.cast(fault).route(), route)) {
                F candidate = kind.cast(fault);
                Calls calls = candidate.calls();
                long nth = callsMet.get(i).merge(calls.eachPath() ? path : ALL_PATHS, 1L, Long::sum);
                if (found.isEmpty()
                        && calls.fits(nth, sinceSet)
                        && mayHit(i, calls.times())
                        && hit(i, drawn(i, calls, nth))) {
                    found = Optional.of(candidate);
                }
            }
        }
        return found;
    }

    private boolean drawn(int index, Calls calls, long nth) {
        return calls.share() == null || draws.draw(index, nth) < calls.share();
    }

    /** How many prompt tokens of a model may be enqueued, and how long they stay so. */
    Optional<Fault.LimitEnqueuedTokens> tokenLimit(String model) {
        return faults.of(Fault.LimitEnqueuedTokens.class).stream()
                .filter(limit -> limit.model().equals(model))
                .findFirst();
    }

    private List<Hit> hitsOf(Batch batch) {
        return ofBatch.getOrDefault(batch.id(), List.of());
    }

    private boolean mayHit(int index, int times) {
        return times == 0 || hits[index] < times;
    }

    private boolean hit(int index, boolean does) {
        hits[index] += does ? 1 : 0;
        return does;
    }
}
