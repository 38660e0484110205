package dev.batchline.joiner;

import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.WindowId;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/** The windows of one task that wait for their end or are being published, and the lines that wait to be sent again. */
final class JoinStore {
    static final String JOINS = "joins";
    static final String RESUBMISSIONS = "resubmissions";

    private static final JsonCodec<Join> JOIN = new JsonCodec<>(Join.class, Join.FORMAT);
    private static final JsonCodec<Resubmission> RESUBMISSION =
            new JsonCodec<>(Resubmission.class, Resubmission.FORMAT);

    private final KeyValueStore<String, byte[]> joins;
    private final KeyValueStore<String, byte[]> resubmissions;

    JoinStore(KeyValueStore<String, byte[]> joins, KeyValueStore<String, byte[]> resubmissions) {
        this.joins = joins;
        this.resubmissions = resubmissions;
    }

    Optional<Join> join(String windowId) {
        return Optional.ofNullable(joins.get(windowId)).map(JOIN::decode);
    }

    Join joinOrEmpty(WindowId windowId) {
        return join(windowId.text()).orElseGet(() -> Join.empty(windowId));
    }

    void put(Join join) {
        joins.put(join.windowId().text(), JOIN.encode(join));
    }

    void removeJoin(String windowId) {
        joins.delete(windowId);
    }

    Optional<Resubmission> resubmission(String key) {
        return Optional.ofNullable(resubmissions.get(key)).map(RESUBMISSION::decode);
    }

    void put(String key, Resubmission resubmission) {
        resubmissions.put(key, RESUBMISSION.encode(resubmission));
    }

    void removeResubmission(String key) {
        resubmissions.delete(key);
    }

    void forEachJoin(Consumer<Join> visitor) {
        forEach(joins, (key, value) -> visitor.accept(JOIN.decode(value)));
    }

    void forEachResubmission(BiConsumer<String, Resubmission> visitor) {
        forEach(resubmissions, (key, value) -> visitor.accept(key, RESUBMISSION.decode(value)));
    }

    private static void forEach(KeyValueStore<String, byte[]> store, BiConsumer<String, byte[]> visitor) {
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> entry = all.next();
                visitor.accept(entry.key, entry.value);
            }
        }
    }
}
