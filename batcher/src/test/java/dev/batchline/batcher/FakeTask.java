package dev.batchline.batcher;

import dev.batchline.runtime.Clocks;
import dev.batchline.runtime.task.Effects;
import dev.batchline.runtime.task.LeaseHold;
import dev.batchline.runtime.task.TaskAccess;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.Window;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.Stores;
import org.jspecify.annotations.Nullable;

/** A task without Kafka whose stores outlive the lives that a test begins on it. */
final class FakeTask implements TaskAccess {
    final List<Window> windows = new ArrayList<>();
    final List<Topic> topics = new ArrayList<>();
    /** The headers of each dead letter. */
    final List<Map<String, String>> failures = new ArrayList<>();

    private final Clocks clocks;
    private final Map<String, KeyValueStore<String, byte[]>> stores = new HashMap<>();

    FakeTask(Clocks clocks) {
        this.clocks = clocks;
    }

    @Override
    public int partition() {
        return 0;
    }

    @Override
    public String life() {
        return "life";
    }

    @Override
    public LeaseHold lease() {
        throw new UnsupportedOperationException("nothing here creates batches");
    }

    @Override
    public Clocks clocks() {
        return clocks;
    }

    @Override
    public KeyValueStore<String, byte[]> store(String name) {
        return stores.computeIfAbsent(name, missing -> {
            KeyValueStore<String, byte[]> store = Stores.keyValueStoreBuilder(
                            Stores.inMemoryKeyValueStore(missing), Serdes.String(), Serdes.ByteArray())
                    .withLoggingDisabled()
                    .withCachingDisabled()
                    .build();
            store.init(new MockProcessorContext<>().getStateStoreContext(), store);
            return store;
        });
    }

    /** What the stores hold now. */
    Map<String, Map<String, byte[]>> stored() {
        Map<String, Map<String, byte[]>> copies = new HashMap<>();
        stores.forEach((name, store) -> {
            Map<String, byte[]> copy = copies.computeIfAbsent(name, unused -> new HashMap<>());
            try (KeyValueIterator<String, byte[]> all = store.all()) {
                all.forEachRemaining(entry -> copy.put(entry.key, entry.value));
            }
        });
        return copies;
    }

    /** The transaction is aborted: the stores hold what they held, and nothing of what was written is there. */
    void abort(Map<String, Map<String, byte[]>> before) {
        stores.clear();
        before.forEach((name, entries) -> entries.forEach(store(name)::put));
        windows.clear();
        topics.clear();
        failures.clear();
    }

    @Override
    public Effects effects() {
        throw new UnsupportedOperationException("nothing here calls a provider");
    }

    @Override
    public boolean fits(Topic topic, byte[] key, byte @Nullable [] value, List<Header> headers) {
        return true;
    }

    @Override
    public void forward(Topic topic, byte[] key, byte @Nullable [] value, List<Header> headers) {
        topics.add(topic);
        if (topic == Topic.DEAD_LETTERS) {
            Map<String, String> texts = new HashMap<>();
            headers.forEach(header -> texts.put(header.key(), header.text()));
            failures.add(texts);
        }
        if (topic == Topic.WINDOWS && value != null) {
            windows.add(JsonCodec.WINDOW.decode(value));
        }
    }
}
