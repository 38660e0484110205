package dev.batchline.poller;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The windows of one task that were tombstoned in the last days: a batch of theirs that still runs is an orphan. */
final class GoneWindows {
    static final String NAME = "gone";

    private static final Duration KEPT = Duration.ofDays(3);
    private static final Duration LOOKED_THROUGH_EVERY = Duration.ofHours(1);

    private final KeyValueStore<String, byte[]> store;
    private Instant lookedThrough = Instant.MIN;

    GoneWindows(KeyValueStore<String, byte[]> store) {
        this.store = store;
    }

    void put(String windowId, Instant now) {
        store.put(windowId, Long.toString(now.toEpochMilli()).getBytes(StandardCharsets.UTF_8));
    }

    boolean contains(String windowId) {
        return store.get(windowId) != null;
    }

    /** Drops what is too old, now and then. */
    void forgetOld(Instant now) {
        if (now.isBefore(lookedThrough.plus(LOOKED_THROUGH_EVERY))) {
            return;
        }
        lookedThrough = now;
        List<String> old = new ArrayList<>();
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> entry = all.next();
                Instant since = Instant.ofEpochMilli(Long.parseLong(new String(entry.value, StandardCharsets.UTF_8)));
                if (since.plus(KEPT).isBefore(now)) {
                    old.add(entry.key);
                }
            }
        }
        old.forEach(store::delete);
    }
}
