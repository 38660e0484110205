package dev.batchline.guarantees;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.function.ToLongFunction;

/** All promises at once: who gives one up says which and why. */
public final class Guarantees {
    private final List<Guarantee> all;
    private final Map<Class<? extends Guarantee>, String> relaxed = new LinkedHashMap<>();

    private Guarantees(List<Guarantee> all) {
        this.all = List.copyOf(all);
    }

    /**
     * All of them.
     *
     * @param limits what a window may hold
     * @param budgets queued tokens by model; {@link Long#MAX_VALUE} for no limit
     */
    public static Guarantees all(LimitsAreKept.Limits limits, ToLongFunction<String> budgets) {
        return new Guarantees(List.of(
                new EveryRequestEndsOnce(),
                new AnswersAreTheirOwn(),
                new OneResultPerAttempt(),
                new NothingPaidTwice(),
                new OffsetsAreInOneBatch(),
                new CountsAddUp(),
                new DeadLettersMatchFailures(),
                new StatusVersionsHaveNoGap(),
                new WindowStatesFollowTheDiagram(),
                new WindowsOfALaneDoNotOverlap(),
                new LimitsAreKept(limits),
                new BudgetIsKept(budgets),
                new FilesAreAsRecorded(),
                new NothingNeededIsPurged(),
                new OldLivesCommitNothing()));
    }

    /** All of them, with the provider's limits and no budget. */
    public static Guarantees all() {
        return all(LimitsAreKept.Limits.OF_PROVIDER, model -> Long.MAX_VALUE);
    }

    /** Some of them. */
    public static Guarantees of(Guarantee... some) {
        return new Guarantees(List.of(some));
    }

    /** Gives one up. */
    public Guarantees relax(Class<? extends Guarantee> which, String why) {
        if (all.stream().noneMatch(which::isInstance)) {
            throw new IllegalArgumentException(which.getSimpleName() + " is none of " + names());
        }
        relaxed.put(which, why);
        return this;
    }

    /** One of them, to ask it for its figures. */
    public <G extends Guarantee> G get(Class<G> which) {
        return all.stream()
                .filter(which::isInstance)
                .map(which::cast)
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException(which.getSimpleName() + " is none of " + names()));
    }

    /** Takes note of something that happened. */
    public void observe(Observation seen) {
        all.forEach(guarantee -> guarantee.observe(seen));
    }

    /** Which are broken already, with what shows it; those given up are left out. */
    public List<Broken> broken() {
        return broken(Guarantee::broken);
    }

    /** Which are broken if nothing more comes. */
    public List<Broken> brokenAtEnd() {
        return broken(Guarantee::brokenAtEnd);
    }

    /** A line for each: held, broken with what shows it, or given up and why. It is asked at the end. */
    public String report() {
        StringBuilder report = new StringBuilder();
        for (Guarantee guarantee : all) {
            String why = relaxed.get(guarantee.getClass());
            List<String> evidence = why == null ? guarantee.brokenAtEnd() : List.of();
            String verdict = why != null ? "given up: " + why : evidence.isEmpty() ? "holds" : "BROKEN";
            report.append(String.format("%-32s %s%n", guarantee.name(), verdict));
            evidence.forEach(line -> report.append("    ").append(line).append(System.lineSeparator()));
        }
        return report.toString();
    }

    private List<Broken> broken(Function<Guarantee, List<String>> ask) {
        List<Broken> broken = new ArrayList<>();
        for (Guarantee guarantee : all) {
            if (!relaxed.containsKey(guarantee.getClass())) {
                List<String> evidence = ask.apply(guarantee);
                if (!evidence.isEmpty()) {
                    broken.add(new Broken(guarantee.name(), evidence));
                }
            }
        }
        return broken;
    }

    private List<String> names() {
        return all.stream().map(Guarantee::name).toList();
    }

    /**
     * A promise that was not kept.
     *
     * @param name the promise in words
     * @param evidence what shows it
     */
    public record Broken(String name, List<String> evidence) {
        public Broken {
            evidence = List.copyOf(evidence);
        }
    }
}
