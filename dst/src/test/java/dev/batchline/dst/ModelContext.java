package dev.batchline.dst;

import java.io.File;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.streams.StreamsMetrics;
import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.Punctuator;
import org.apache.kafka.streams.processor.StateStore;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** What a processor sees of Streams. */
final class ModelContext implements ProcessorContext<Object, Object> {
    private final TaskId taskId;
    private final Map<String, ModelStore> stores;
    private final Sink sink;
    private final List<Punctuation> punctuations = new ArrayList<>();
    private @Nullable RecordMetadata metadata;

    ModelContext(TaskId taskId, Map<String, ModelStore> stores, Sink sink) {
        this.taskId = taskId;
        this.stores = stores;
        this.sink = sink;
    }

    /** As a processor of bytes takes it; the type of its records cannot be written as a bound. */
    @SuppressWarnings("unchecked")
    ProcessorContext<byte[], byte[]> ofBytes() {
        return (ProcessorContext<byte[], byte[]>) (ProcessorContext<?, ?>) this;
    }

    /** Where a record that is processed now comes from; null during punctuations. */
    void at(@Nullable RecordMetadata where) {
        metadata = where;
    }

    /** Punctuates. */
    void punctuate(long now) {
        for (Punctuation punctuation : List.copyOf(punctuations)) {
            if (punctuations.contains(punctuation)) {
                punctuation.what.punctuate(now);
            }
        }
    }

    @Override
    public <K, V> void forward(Record<K, V> record) {
        throw new UnsupportedOperationException("forward to every child");
    }

    @Override
    public <K, V> void forward(Record<K, V> record, String child) {
        sink.send(child, (byte[]) record.key(), (byte[]) record.value(), record);
    }

    @Override
    @SuppressWarnings({"unchecked", "TypeParameterUnusedInFormals"})
    public <S extends StateStore> S getStateStore(String name) {
        ModelStore store = stores.get(name);
        if (store == null) {
            throw new IllegalStateException("no store " + name);
        }
        return (S) store;
    }

    @Override
    public Cancellable schedule(Duration interval, PunctuationType type, Punctuator callback) {
        Punctuation punctuation = new Punctuation(callback);
        punctuations.add(punctuation);
        return () -> punctuations.remove(punctuation);
    }

    @Override
    public Cancellable schedule(java.time.Instant start, Duration interval, PunctuationType type, Punctuator callback) {
        return schedule(interval, type, callback);
    }

    @Override
    public Optional<RecordMetadata> recordMetadata() {
        return Optional.ofNullable(metadata);
    }

    @Override
    public TaskId taskId() {
        return taskId;
    }

    @Override
    public String applicationId() {
        return "simulated";
    }

    @Override
    public void commit() {
        throw new UnsupportedOperationException("commit");
    }

    @Override
    public Serde<?> keySerde() {
        throw new UnsupportedOperationException("keySerde");
    }

    @Override
    public Serde<?> valueSerde() {
        throw new UnsupportedOperationException("valueSerde");
    }

    @Override
    public File stateDir() {
        throw new UnsupportedOperationException("stateDir");
    }

    @Override
    public StreamsMetrics metrics() {
        throw new UnsupportedOperationException("metrics");
    }

    @Override
    public Map<String, Object> appConfigs() {
        return new HashMap<>();
    }

    @Override
    public Map<String, Object> appConfigsWithPrefix(String prefix) {
        return new HashMap<>();
    }

    @Override
    public long currentSystemTimeMs() {
        throw new UnsupportedOperationException("currentSystemTimeMs");
    }

    @Override
    public long currentStreamTimeMs() {
        throw new UnsupportedOperationException("currentStreamTimeMs");
    }

    /** Where records go. */
    interface Sink {
        void send(String child, byte @Nullable [] key, byte @Nullable [] value, Record<?, ?> record);
    }

    /** Something that is called by the clock. */
    private static final class Punctuation {
        private final Punctuator what;

        Punctuation(Punctuator what) {
            this.what = what;
        }
    }
}
