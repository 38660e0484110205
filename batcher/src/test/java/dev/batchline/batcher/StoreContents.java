package dev.batchline.batcher;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueIterator;

/**
 * What the batcher's stores hold, carried from one process to the next as their changelogs do.
 *
 * @param stores content by store
 */
record StoreContents(Map<String, Map<String, byte[]>> stores) {
    private static final List<String> NAMES =
            List.of(WindowStore.NAME, SourceMarks.NAME, TokenRatios.NAME, SubmitNotes.NAME);

    static StoreContents of(TopologyTestDriver driver) {
        Map<String, Map<String, byte[]>> stores = new HashMap<>();
        for (String name : NAMES) {
            Map<String, byte[]> content = new HashMap<>();
            try (KeyValueIterator<String, byte[]> all =
                    driver.<String, byte[]>getKeyValueStore(name).all()) {
                all.forEachRemaining(entry -> content.put(entry.key, entry.value));
            }
            stores.put(name, content);
        }
        return new StoreContents(stores);
    }

    void restore(TopologyTestDriver driver) {
        NAMES.forEach(name ->
                stores.getOrDefault(name, Map.of()).forEach(driver.<String, byte[]>getKeyValueStore(name)::put));
    }
}
