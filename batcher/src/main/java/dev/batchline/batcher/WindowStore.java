package dev.batchline.batcher;

import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowId;
import java.util.Optional;
import java.util.function.Consumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The windows of one task: facts and state, never bodies. */
final class WindowStore {
    static final String NAME = "windows";

    private final KeyValueStore<String, byte[]> store;

    WindowStore(KeyValueStore<String, byte[]> store) {
        this.store = store;
    }

    Optional<Window> get(String id) {
        return Optional.ofNullable(store.get(id)).map(JsonCodec.WINDOW::decode);
    }

    Optional<Window> get(WindowId id) {
        return get(id.text());
    }

    void put(Window window) {
        store.put(window.id().text(), JsonCodec.WINDOW.encode(window));
    }

    void remove(WindowId id) {
        store.delete(id.text());
    }

    void forEach(Consumer<Window> visitor) {
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> entry = all.next();
                visitor.accept(JsonCodec.WINDOW.decode(entry.value));
            }
        }
    }
}
