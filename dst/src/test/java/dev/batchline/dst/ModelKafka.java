package dev.batchline.dst;

import dev.batchline.runtime.Clocks;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.apache.kafka.common.TopicPartition;

/**
 * Kafka, as far as the services can see it: partitions, transactions that are visible when they are committed,
 * producers that fence each other by their transactional id, and groups that fence who is no longer a member.
 */
final class ModelKafka {
    /** After this long the coordinator ends a transaction by itself. */
    static final Duration TRANSACTION_TIMEOUT = Duration.ofSeconds(30);

    private final Clocks clocks;
    private final Map<TopicPartition, ModelLog> logs = new LinkedHashMap<>();
    private final Map<String, ModelProducer> producers = new HashMap<>();
    private final Map<String, ModelGroup> groups = new LinkedHashMap<>();
    private final List<Consumer<List<ModelTransaction.Written>>> readers = new ArrayList<>();

    ModelKafka(Clocks clocks) {
        this.clocks = clocks;
    }

    ModelLog log(TopicPartition partition) {
        return logs.computeIfAbsent(partition, ModelLog::new);
    }

    ModelGroup group(String name) {
        return groups.computeIfAbsent(name, ModelGroup::new);
    }

    /** Is told of what becomes visible, in the order in which it does. */
    void onCommitted(Consumer<List<ModelTransaction.Written>> reader) {
        readers.add(reader);
    }

    /** Appends a record outside of transactions. */
    long append(TopicPartition partition, ModelRecord.Content content) {
        ModelRecord record = log(partition).append(content, now());
        tell(List.of(new ModelTransaction.Written(partition, record, "producer")));
        return record.offset();
    }

    /** Begins with a transactional id: whoever had it before is fenced, and its transaction ended. */
    ModelProducer producer(String transactionalId, Object writer) {
        ModelProducer before = producers.get(transactionalId);
        if (before != null) {
            before.fence("another producer has begun with " + transactionalId);
        }
        ModelProducer producer = new ModelProducer(this, writer);
        producers.put(transactionalId, producer);
        return producer;
    }

    /** Ends the transactions that took too long. */
    void endOverdue() {
        for (ModelProducer producer : producers.values()) {
            ModelTransaction open = producer.open();
            if (open != null && open.begun().plus(TRANSACTION_TIMEOUT).isBefore(clocks.now())) {
                producer.fence("its transaction took too long");
            }
        }
    }

    /** Whether a transaction that is open would change the committed offset of a partition. */
    boolean unstable(String group, TopicPartition partition) {
        return producers.values().stream()
                .map(ModelProducer::open)
                .anyMatch(open -> open != null && open.offsets().containsKey(partition) && group.equals(open.group()));
    }

    ModelTransaction begin(Object writer) {
        return new ModelTransaction(writer, clocks.now());
    }

    void write(ModelTransaction transaction, TopicPartition partition, ModelRecord.Content content, Object by) {
        ModelLog log = log(partition);
        transaction.wrote(log, log.append(content, now(), transaction), by);
    }

    void commit(ModelTransaction transaction) {
        transaction.end(ModelTransaction.State.COMMITTED, now());
        String group = transaction.group();
        if (group != null) {
            group(group).commit(transaction.offsets());
        }
        tell(transaction.records());
    }

    void abort(ModelTransaction transaction) {
        transaction.end(ModelTransaction.State.ABORTED, now());
    }

    private void tell(List<ModelTransaction.Written> records) {
        readers.forEach(reader -> reader.accept(records));
    }

    private long now() {
        return clocks.now().toEpochMilli();
    }
}
