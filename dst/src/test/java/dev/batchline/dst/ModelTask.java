package dev.batchline.dst;

import dev.batchline.runtime.kafka.Partitions;
import dev.batchline.runtime.kafka.ServiceNode;
import dev.batchline.runtime.kafka.ServiceTopology;
import dev.batchline.runtime.kafka.TopicNames;
import dev.batchline.schemas.Topic;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.TaskId;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.jspecify.annotations.Nullable;

/** One task of a Streams application: one processor for one partition, with its inputs and its stores. */
final class ModelTask {
    private static final int FETCHED_AT_ONCE = 20;

    private final TaskId id;
    private final ServiceNode node;
    private final Setting setting;
    private final Processor<byte[], byte[], byte[], byte[]> processor;
    private final Map<String, Topic> sinks = new HashMap<>();
    private final Map<TopicPartition, Input> inputs = new LinkedHashMap<>();
    private Map<String, ModelStore> stores = Map.of();
    private @Nullable ModelContext context;
    private boolean commitNeeded;

    ModelTask(TaskId id, ServiceNode node, Setting setting) {
        this.id = id;
        this.node = node;
        this.setting = setting;
        this.processor = node.supplier().get();
        node.sinks().forEach(topic -> sinks.put(ServiceTopology.sinkName(node.name(), topic), topic));
    }

    TaskId id() {
        return id;
    }

    ServiceNode node() {
        return node;
    }

    /** Begins, or begins again after a transaction was lost: stores and positions as they were committed. */
    void begin(ModelGroup group) {
        Map<String, ModelStore> restored = new LinkedHashMap<>();
        for (String name : node.stores()) {
            ModelStore store = new ModelStore(name);
            ModelLog changelog = setting.kafka.log(changelog(name));
            changelog
                    .read(changelog.start(), Integer.MAX_VALUE)
                    .records()
                    .forEach(record -> store.restore(key(record), record.value()));
            restored.put(name, store);
        }
        stores = restored;
        inputs.clear();
        for (TopicPartition partition : partitions()) {
            Long committed = group.committed(partition);
            long begin = committed == null ? setting.kafka.log(partition).start() : committed;
            inputs.put(partition, new Input(begin));
        }
        commitNeeded = false;
        ModelContext fresh = new ModelContext(id, stores, this::send);
        context = fresh;
        processor.init(fresh.ofBytes());
    }

    /**
     * Whether it is known where it begins: no transaction is open that may move its offsets, and none keeps readers of
     * committed records from the end of its changelogs.
     */
    boolean stable(ModelGroup group) {
        return partitions().stream().noneMatch(partition -> setting.kafka.unstable(group.name(), partition))
                && node.stores().stream()
                        .map(store -> setting.kafka.log(changelog(store)))
                        .allMatch(log -> log.stableEnd() == log.end());
    }

    List<TopicPartition> partitions() {
        return node.sources().stream()
                .flatMap(topic -> topic == Topic.REQUESTS
                        ? setting.names.requests().stream()
                        : List.of(setting.names.name(topic)).stream())
                .map(topic -> new TopicPartition(topic, id.partition()))
                .toList();
    }

    /** Fetches what there is, up to a bound; whether there is something to process. */
    boolean fetch() {
        boolean any = false;
        for (Map.Entry<TopicPartition, Input> entry : inputs.entrySet()) {
            Input input = entry.getValue();
            ModelLog log = setting.kafka.log(entry.getKey());
            if (input.buffer.isEmpty() && log.stableEnd() > input.position) {
                ModelLog.Fetched fetched = log.read(input.position, FETCHED_AT_ONCE);
                input.buffer.addAll(fetched.records());
                input.position = fetched.next();
            }
            any |= !input.buffer.isEmpty();
        }
        return any;
    }

    /** Processes one record, of whichever input; false if there is none. */
    boolean process(Dice dice) {
        List<TopicPartition> full = new ArrayList<>();
        inputs.forEach((partition, input) -> {
            if (!input.buffer.isEmpty()) {
                full.add(partition);
            }
        });
        if (full.isEmpty()) {
            return false;
        }
        TopicPartition partition = dice.pick(full);
        Input input = inputs.get(partition);
        ModelRecord record = input.buffer.removeFirst();
        ModelContext current = context();
        current.at(new Metadata(partition, record));
        commitNeeded = true;
        input.consumed = record.offset() + 1;
        processor.process(new Record<>(record.key(), record.value(), record.timestamp(), record.headers()));
        current.at(null);
        return true;
    }

    /** Calls what is called by the clock. */
    void punctuate(long now) {
        commitNeeded = true;
        context().punctuate(now);
    }

    boolean commitNeeded() {
        return commitNeeded;
    }

    /** Writes what has changed in its stores to their changelogs. */
    void flush() {
        stores.forEach((name, store) -> store.drain((key, value) ->
                setting.sender.send(changelog(name), new ModelRecord.Content(key, value, noHeaders()), this)));
    }

    /** The offsets to commit: of inputs from which something was taken since it began. */
    Map<TopicPartition, Long> offsets() {
        Map<TopicPartition, Long> offsets = new HashMap<>();
        inputs.forEach((partition, input) -> {
            if (input.consumed >= 0) {
                offsets.put(partition, input.consumed);
            }
        });
        return offsets;
    }

    /** Whether it has taken nothing since it began, and has nothing to take. */
    boolean untouched() {
        return inputs.values().stream().allMatch(input -> input.consumed < 0 && input.buffer.isEmpty());
    }

    void committed() {
        commitNeeded = false;
    }

    void close() {
        processor.close();
    }

    private ModelContext context() {
        ModelContext current = context;
        if (current == null) {
            throw new IllegalStateException("task " + id + " has not begun");
        }
        return current;
    }

    private void send(String child, byte @Nullable [] key, byte @Nullable [] value, Record<?, ?> record) {
        Topic topic = sinks.get(child);
        if (topic == null) {
            throw new IllegalStateException("no sink " + child);
        }
        int size = (key == null ? 0 : key.length) + (value == null ? 0 : value.length);
        if (size > topic.maxMessageBytes(setting.requestMaxBytes)) {
            throw new IllegalStateException("the broker refuses a record of " + size + " bytes for " + topic);
        }
        setting.sender.send(
                new TopicPartition(setting.names.name(topic), partition(topic, key)),
                new ModelRecord.Content(key, value, record.headers()),
                this);
    }

    private int partition(Topic topic, byte @Nullable [] key) {
        return switch (topic) {
            case LANES, WINDOWS, MANIFESTS, LEASES, STATUS, JOINS, COMMANDS, LANE_STATUS ->
                Partitions.of(topic, key == null ? new byte[0] : key, setting.partitions);
            case REQUESTS, RESULTS_COMPLETED, RESULTS_FAILED, DEAD_LETTERS, LEDGER, REPLAYS ->
                key == null ? 0 : Utils.toPositive(Arrays.hashCode(key)) % setting.partitions;
        };
    }

    private TopicPartition changelog(String store) {
        return new TopicPartition(setting.names.prefix() + node.name() + "-" + store + "-changelog", id.partition());
    }

    private static byte[] key(ModelRecord record) {
        byte[] key = record.key();
        if (key == null) {
            throw new IllegalStateException("a record of a changelog without a key");
        }
        return key;
    }

    private static Headers noHeaders() {
        return new org.apache.kafka.common.header.internals.RecordHeaders();
    }

    @Override
    public String toString() {
        return node.name() + "-" + id.partition();
    }

    /**
     * What the tasks of a process have in common.
     *
     * @param kafka where everything is
     * @param names the topics
     * @param partitions of every topic
     * @param requestMaxBytes the largest request
     * @param sender writes in the transaction that is open
     */
    record Setting(ModelKafka kafka, TopicNames names, int partitions, int requestMaxBytes, Sender sender) {}

    /** Writes in the transaction that is open. */
    interface Sender {
        void send(TopicPartition partition, ModelRecord.Content content, Object by);
    }

    /** One partition that a task reads. */
    private static final class Input {
        private final Deque<ModelRecord> buffer = new ArrayDeque<>();
        private long position;
        private long consumed = -1;

        Input(long position) {
            this.position = position;
        }
    }

    /**
     * Where a record comes from.
     *
     * @param partition its partition
     * @param record itself
     */
    private record Metadata(TopicPartition of, ModelRecord record) implements RecordMetadata {
        @Override
        public String topic() {
            return of.topic();
        }

        @Override
        public int partition() {
            return of.partition();
        }

        @Override
        public long offset() {
            return record.offset();
        }
    }
}
