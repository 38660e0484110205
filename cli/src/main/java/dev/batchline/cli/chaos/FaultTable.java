package dev.batchline.cli.chaos;

import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** How often which fault met a service in which phase. */
final class FaultTable {
    private final Map<FaultKind, Map<Phase, Integer>> counted = new EnumMap<>(FaultKind.class);
    private final Map<FaultKind, Integer> others = new EnumMap<>(FaultKind.class);

    /**
     * Notes a fault.
     *
     * @param phase what its victim was doing; null if it was the broker
     * @param counts whether something moved since the one before
     */
    synchronized void add(FaultKind kind, @Nullable Phase phase, boolean counts) {
        if (phase == null || !counts) {
            others.merge(kind, 1, Integer::sum);
        } else {
            counted.computeIfAbsent(kind, unused -> new EnumMap<>(Phase.class)).merge(phase, 1, Integer::sum);
        }
    }

    /** How often somebody was killed or frozen in each phase. */
    synchronized Map<Phase, Integer> stopsByPhase() {
        return stops(counted);
    }

    /** Of counted faults by kind and phase, how often somebody was killed or frozen in each phase. */
    static Map<Phase, Integer> stops(Map<FaultKind, Map<Phase, Integer>> counted) {
        Map<Phase, Integer> sums = new EnumMap<>(Phase.class);
        counted.forEach((kind, row) -> {
            if (kind.stops()) {
                row.forEach((phase, times) -> sums.merge(phase, times, Integer::sum));
            }
        });
        return sums;
    }

    /** The counted faults by kind and phase. */
    synchronized Map<FaultKind, Map<Phase, Integer>> counted() {
        Map<FaultKind, Map<Phase, Integer>> copy = new LinkedHashMap<>();
        counted.forEach((kind, row) -> copy.put(kind, new EnumMap<>(row)));
        return copy;
    }

    /** The other faults: of the broker, and those that came before anything moved. */
    synchronized Map<FaultKind, Integer> others() {
        return new LinkedHashMap<>(others);
    }
}
