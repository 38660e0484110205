package dev.batchline.dst;

import java.util.Map;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/** A transactional producer. */
final class ModelProducer {
    private final ModelKafka kafka;
    private final Object writer;
    private @Nullable ModelTransaction open;
    private @Nullable String fenced;

    ModelProducer(ModelKafka kafka, Object writer) {
        this.kafka = kafka;
        this.writer = writer;
    }

    /** The transaction that is open, if one is. */
    @Nullable
    ModelTransaction open() {
        return open;
    }

    void send(TopicPartition partition, ModelRecord.Content content, Object by) {
        kafka.write(transaction(), partition, content, by);
    }

    /** Adds offsets; throws if whoever commits them is not a member of the group. */
    void sendOffsets(String group, String member, Map<TopicPartition, Long> offsets) {
        ModelTransaction transaction = transaction();
        if (!kafka.group(group).member(member)) {
            throw new FencedException(member + " is not a member of " + group);
        }
        transaction.offsets(group, offsets);
    }

    void commit() {
        ModelTransaction transaction = transaction();
        open = null;
        kafka.commit(transaction);
    }

    /** Ends what is open without effect; says nothing if it may not write any more. */
    void abort() {
        ModelTransaction transaction = open;
        open = null;
        if (transaction != null) {
            kafka.abort(transaction);
        }
    }

    /** It may not write any more. */
    void fence(String why) {
        abort();
        fenced = why;
    }

    private ModelTransaction transaction() {
        if (fenced != null) {
            throw new FencedException(fenced);
        }
        ModelTransaction transaction = open;
        if (transaction == null) {
            transaction = kafka.begin(writer);
            open = transaction;
        }
        return transaction;
    }
}
