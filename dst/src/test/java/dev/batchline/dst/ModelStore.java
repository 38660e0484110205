package dev.batchline.dst;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.NoSuchElementException;
import java.util.TreeMap;
import java.util.function.BiConsumer;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.StateStoreContext;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

/** A store in memory whose changes are written to its changelog once, when its transaction is about to be committed. */
final class ModelStore implements KeyValueStore<String, byte[]> {
    private final String name;
    private final NavigableMap<String, byte[]> entries = new TreeMap<>();
    private final Map<String, byte @Nullable []> changes = new LinkedHashMap<>();

    ModelStore(String name) {
        this.name = name;
    }

    /** Takes a record of the changelog. */
    void restore(byte[] key, byte @Nullable [] value) {
        change(new String(key, StandardCharsets.UTF_8), value);
    }

    /** Hands over what has changed since the last time. */
    void drain(BiConsumer<byte[], byte @Nullable []> changelog) {
        changes.forEach((key, value) -> changelog.accept(key.getBytes(StandardCharsets.UTF_8), value));
        changes.clear();
    }

    /** Whether something has changed that is not in the changelog. */
    boolean changed() {
        return !changes.isEmpty();
    }

    private void change(String key, byte @Nullable [] value) {
        if (value == null) {
            entries.remove(key);
        } else {
            entries.put(key, value);
        }
    }

    @Override
    public void put(String key, byte @Nullable [] value) {
        changes.remove(key);
        changes.put(key, value);
        change(key, value);
    }

    @Override
    public byte @Nullable [] putIfAbsent(String key, byte[] value) {
        byte[] there = entries.get(key);
        if (there == null) {
            put(key, value);
        }
        return there;
    }

    @Override
    public void putAll(List<KeyValue<String, byte[]>> all) {
        all.forEach(entry -> put(entry.key, entry.value));
    }

    @Override
    public byte @Nullable [] delete(String key) {
        byte[] there = entries.get(key);
        put(key, null);
        return there;
    }

    @Override
    public byte @Nullable [] get(String key) {
        return entries.get(key);
    }

    @Override
    public KeyValueIterator<String, byte[]> range(String from, String to) {
        return new Entries(entries.subMap(from, true, to, true));
    }

    @Override
    public KeyValueIterator<String, byte[]> all() {
        return new Entries(entries);
    }

    @Override
    public long approximateNumEntries() {
        return entries.size();
    }

    @Override
    public String name() {
        return name;
    }

    @Override
    public void init(StateStoreContext context, StateStore root) {}

    @Override
    @Deprecated
    public void flush() {}

    @Override
    public void close() {}

    @Override
    public boolean persistent() {
        return false;
    }

    @Override
    public boolean isOpen() {
        return true;
    }

    /** What was there when it was asked for. */
    private static final class Entries implements KeyValueIterator<String, byte[]> {
        private final List<KeyValue<String, byte[]>> found = new ArrayList<>();
        private final Iterator<KeyValue<String, byte[]>> rest;
        private int next;

        Entries(Map<String, byte[]> entries) {
            entries.forEach((key, value) -> found.add(KeyValue.pair(key, value)));
            rest = found.iterator();
        }

        @Override
        public String peekNextKey() {
            if (next >= found.size()) {
                throw new NoSuchElementException();
            }
            return found.get(next).key;
        }

        @Override
        public boolean hasNext() {
            return rest.hasNext();
        }

        @Override
        public KeyValue<String, byte[]> next() {
            next++;
            return rest.next();
        }

        @Override
        public void close() {}
    }
}
