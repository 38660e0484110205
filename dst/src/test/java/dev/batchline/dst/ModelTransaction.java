package dev.batchline.dst;

import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** One transaction: what it wrote, and the offsets that are committed with it. */
final class ModelTransaction {
    private final Instant begun;
    private final Object writer;
    private final Set<ModelLog> logs = new LinkedHashSet<>();
    private final List<Written> records = new ArrayList<>();
    private final Map<TopicPartition, Long> offsets = new HashMap<>();
    private @Nullable String group;
    private State state = State.OPEN;

    ModelTransaction(Object writer, Instant begun) {
        this.writer = writer;
        this.begun = begun;
    }

    Instant begun() {
        return begun;
    }

    /** Whose it is. */
    Object writer() {
        return writer;
    }

    State state() {
        return state;
    }

    Map<TopicPartition, Long> offsets() {
        return offsets;
    }

    /** Whose offsets they are; null before there are any. */
    @Nullable
    String group() {
        return group;
    }

    /** Commits offsets of a group with it. */
    void offsets(String ofGroup, Map<TopicPartition, Long> committed) {
        group = ofGroup;
        offsets.putAll(committed);
    }

    List<Written> records() {
        return records;
    }

    void wrote(ModelLog log, ModelRecord record, Object by) {
        logs.add(log);
        records.add(new Written(log.partition(), record, by));
    }

    void end(State how, long timestamp) {
        state = how;
        logs.forEach(log -> log.end(this, timestamp));
    }

    /** How it stands. */
    enum State {
        OPEN,
        COMMITTED,
        ABORTED
    }

    /**
     * A record of a transaction.
     *
     * @param partition where it stands
     * @param record what it is
     * @param by which part of the writer wrote it
     */
    record Written(TopicPartition partition, ModelRecord record, Object by) {}
}
