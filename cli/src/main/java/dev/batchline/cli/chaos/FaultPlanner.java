package dev.batchline.cli.chaos;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;

/** Draws the next fault from a seed; mostly one for the phase that was hit the least so far. */
final class FaultPlanner {
    private static final double OVERLAPS = 0.25;
    private static final double ANYONE = 0.2;
    private static final int LONGEST_PAUSE_MS = 5_000;
    private static final int SHORTEST_PAUSE_MS = 800;

    private final RandomGenerator random;
    private final List<FaultKind> kinds;

    /**
     * A planner.
     *
     * @param kinds what may be done, at least one
     */
    FaultPlanner(long seed, Set<FaultKind> kinds) {
        if (kinds.isEmpty()) {
            throw new IllegalArgumentException("no fault to plan");
        }
        this.random = RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
        this.kinds = List.copyOf(EnumSet.copyOf(kinds));
    }

    /**
     * The next fault.
     *
     * @param counted how often somebody was killed or frozen in each phase
     */
    PlannedFault next(Map<Phase, Integer> counted) {
        FaultKind kind = kind();
        boolean overlaps = random.nextDouble() < OVERLAPS;
        int pause = random.nextInt(SHORTEST_PAUSE_MS, LONGEST_PAUSE_MS);
        long range = kind.longest().minus(kind.shortest()).toMillis();
        long length = kind.shortest().toMillis() + (range == 0 ? 0 : random.nextLong(range));
        boolean anyone = random.nextDouble() < ANYONE;
        Phase phase = phase(kind, counted);
        return new PlannedFault(
                kind,
                phase,
                anyone,
                Duration.ofMillis(overlaps ? pause / 10 : pause),
                Duration.ofMillis(length),
                random.nextInt(1, Integer.MAX_VALUE));
    }

    private FaultKind kind() {
        int drawn = random.nextInt(kinds.stream().mapToInt(FaultKind::weight).sum());
        for (FaultKind kind : kinds) {
            drawn -= kind.weight();
            if (drawn < 0) {
                return kind;
            }
        }
        throw new IllegalStateException("the weights do not add up");
    }

    /** The phase that was hit the least among those that the kind can meet; a draw decides between equals. */
    private Phase phase(FaultKind kind, Map<Phase, Integer> counted) {
        List<Phase> phases = new ArrayList<>(List.of(Phase.values()));
        Collections.rotate(phases, random.nextInt(phases.size()));
        return phases.stream()
                .filter(phase -> kind != FaultKind.FULL_DISK || phase != Phase.AT_PROVIDER)
                .min(Comparator.comparingInt(phase -> counted.getOrDefault(phase, 0)))
                .orElseThrow();
    }
}
