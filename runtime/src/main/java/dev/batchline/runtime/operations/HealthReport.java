package dev.batchline.runtime.operations;

import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How a process is.
 *
 * @param services the state of each of its services, in order
 * @param reasons why it is not as well as it should be
 */
public record HealthReport(Map<String, ServiceState> services, List<HealthReasons.Reason> reasons) {
    public HealthReport {
        services = Collections.unmodifiableMap(new LinkedHashMap<>(services));
        reasons = List.copyOf(reasons);
    }

    /** All of it in a word. */
    public Status status() {
        Collection<ServiceState> states = services.values();
        if (states.contains(ServiceState.DEAD)) {
            return Status.DOWN;
        }
        if (states.isEmpty() || states.contains(ServiceState.STARTING)) {
            return Status.STARTING;
        }
        return reasons.isEmpty() && !states.contains(ServiceState.REBALANCING) ? Status.UP : Status.DEGRADED;
    }

    /** Whether nothing but a new process can help. */
    public boolean dead() {
        return status() == Status.DOWN;
    }

    /** A process in a word. */
    public enum Status {
        /** It does what it should. */
        UP,
        /** A service waits for its tasks. */
        STARTING,
        /** It works, and something outside of it keeps it from all of its work. */
        DEGRADED,
        /** A service has ended by itself. */
        DOWN;

        /** Whether work may be expected of it. */
        public boolean ready() {
            return this == UP || this == DEGRADED;
        }
    }
}
