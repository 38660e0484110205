package dev.batchline.poller;

import dev.batchline.schemas.JsonCodec;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The batches of one task, by window. */
final class BatchStore {
    static final String NAME = "batches";

    private static final JsonCodec<OpenBatch> CODEC = new JsonCodec<>(OpenBatch.class, OpenBatch.FORMAT);

    private final KeyValueStore<String, byte[]> store;

    BatchStore(KeyValueStore<String, byte[]> store) {
        this.store = store;
    }

    Optional<OpenBatch> get(String windowId) {
        return Optional.ofNullable(store.get(windowId)).map(CODEC::decode);
    }

    void put(OpenBatch batch) {
        store.put(batch.windowId().text(), CODEC.encode(batch));
    }

    void remove(String windowId) {
        store.delete(windowId);
    }

    void forEach(Consumer<OpenBatch> visitor) {
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            while (all.hasNext()) {
                visitor.accept(CODEC.decode(all.next().value));
            }
        }
    }
}
