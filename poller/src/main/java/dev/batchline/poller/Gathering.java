package dev.batchline.poller;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The batches of one life of a task that are due and wait: for others to be due too, or for an account's list. */
final class Gathering {
    /** By account: window id to the time since when it waits. */
    private final Map<String, LinkedHashMap<String, Instant>> gathered = new HashMap<>();
    /** By account: window id to the sweep that may tell of it. */
    private final Map<String, LinkedHashMap<String, Long>> awaiting = new HashMap<>();

    void add(String account, String windowId, Instant now) {
        gathered.computeIfAbsent(account, name -> new LinkedHashMap<>()).putIfAbsent(windowId, now);
    }

    Set<String> accounts() {
        return Set.copyOf(gathered.keySet());
    }

    int count(String account) {
        return gathered.getOrDefault(account, new LinkedHashMap<>()).size();
    }

    /** Since when the first one waits. */
    Optional<Instant> since(String account) {
        return gathered.getOrDefault(account, new LinkedHashMap<>()).values().stream()
                .findFirst();
    }

    /** Takes all that were gathered for an account. */
    List<String> take(String account) {
        Map<String, Instant> taken = gathered.remove(account);
        return taken == null ? List.of() : List.copyOf(taken.keySet());
    }

    /** All that were gathered for an account wait for this sweep. */
    void await(String account, long sweep) {
        Map<String, Long> waiting = awaiting.computeIfAbsent(account, name -> new LinkedHashMap<>());
        take(account).forEach(windowId -> waiting.put(windowId, sweep));
    }

    /** Takes those that have waited for this sweep, which did not tell of them. */
    List<String> finished(String account, long sweep) {
        List<String> left = new ArrayList<>();
        awaiting.getOrDefault(account, new LinkedHashMap<>()).entrySet().removeIf(entry -> {
            boolean over = entry.getValue() <= sweep;
            if (over) {
                left.add(entry.getKey());
            }
            return over;
        });
        return left;
    }

    /** The batch waits no longer. */
    void remove(String windowId) {
        gathered.values().forEach(waiting -> waiting.remove(windowId));
        gathered.values().removeIf(Map::isEmpty);
        awaiting.values().forEach(waiting -> waiting.remove(windowId));
    }
}
