package dev.batchline.runtime.operations;

import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;

/**
 * The records at which a service's own code failed in this process, and how often each. It outlives the stream threads
 * that fail at them.
 */
public final class FailingRecords {
    /** So many failures at one record are no accident. */
    public static final int TRIES = 3;

    private static final int REMEMBERED = 1_000;

    private final Map<Place, Integer> failures = new HashMap<>();
    private final Set<Place> aside = Collections.newSetFromMap(new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<Place, Boolean> eldest) {
            boolean tooMany = size() > REMEMBERED;
            if (tooMany) {
                failures.remove(eldest.getKey());
            }
            return tooMany;
        }
    });

    /** Counts a failure; gives how many there were. */
    public synchronized int failed(Place place) {
        return failures.merge(place, 1, Integer::sum);
    }

    /** Whether it has failed so often that another try would fail as well. */
    public synchronized boolean givenUp(Place place) {
        return failures.getOrDefault(place, 0) >= TRIES;
    }

    /**
     * The record was set aside. It stays given up, since it comes again if its transaction is aborted; only the oldest
     * of very many are forgotten, and would be tried anew.
     */
    public synchronized void setAside(Place place) {
        aside.add(place);
    }

    /** Forgets a record that went through, and those before it in its partition; true if one of them was given up. */
    public synchronized boolean passed(Place place) {
        if (failures.isEmpty()) {
            return false;
        }
        int stuck = stuck();
        failures.keySet().removeIf(earlier -> !aside.contains(earlier) && earlier.upTo(place));
        return stuck() < stuck;
    }

    /** How many are given up, and neither set aside nor gone through. */
    public synchronized int stuck() {
        return (int) failures.entrySet().stream()
                .filter(entry -> entry.getValue() >= TRIES && !aside.contains(entry.getKey()))
                .count();
    }

    /**
     * Where a record lies.
     *
     * @param topic full name
     * @param partition of the topic
     * @param offset in the partition
     */
    public record Place(String topic, int partition, long offset) {
        private boolean upTo(Place other) {
            return topic.equals(other.topic) && partition == other.partition && offset <= other.offset;
        }

        @Override
        public String toString() {
            return topic + "-" + partition + " at offset " + offset;
        }
    }
}
