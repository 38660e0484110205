package dev.batchline.dst;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/** One partition: records in order, and the transactions that have not ended there. */
final class ModelLog {
    private final TopicPartition partition;
    private final List<ModelRecord> records = new ArrayList<>();
    private final Map<ModelTransaction, Long> open = new LinkedHashMap<>();
    private long start;

    ModelLog(TopicPartition partition) {
        this.partition = partition;
    }

    TopicPartition partition() {
        return partition;
    }

    long start() {
        return start;
    }

    long end() {
        return records.size();
    }

    /** Up to where a reader of committed records can read. */
    long stableEnd() {
        return Math.max(
                start, open.values().stream().mapToLong(Long::longValue).min().orElse(end()));
    }

    ModelRecord append(ModelRecord.Content content, long timestamp) {
        ModelRecord record = new ModelRecord(end(), content, timestamp, null, false);
        records.add(record);
        return record;
    }

    ModelRecord append(ModelRecord.Content content, long timestamp, ModelTransaction transaction) {
        open.putIfAbsent(transaction, end());
        ModelRecord record = new ModelRecord(end(), content, timestamp, transaction, false);
        records.add(record);
        return record;
    }

    /** A transaction has ended. */
    void end(ModelTransaction transaction, long timestamp) {
        open.remove(transaction);
        records.add(new ModelRecord(end(), ModelRecord.Content.NONE, timestamp, transaction, true));
    }

    /** Deletes what stands before an offset, committed or not; throws if so much was never written. */
    void deleteBefore(long before) {
        if (before > end()) {
            throw outOfRange(before);
        }
        start = Math.max(start, before);
    }

    /** What a reader of committed records gets from an offset on. */
    Fetched read(long from, int most) {
        if (from < start) {
            throw outOfRange(from);
        }
        List<ModelRecord> found = new ArrayList<>();
        long at = from;
        long stable = stableEnd();
        while (at < stable && found.size() < most) {
            ModelRecord record = records.get((int) at);
            at++;
            if (record.committed()) {
                found.add(record);
            }
        }
        return new Fetched(found, at);
    }

    private IllegalStateException outOfRange(long offset) {
        return new IllegalStateException(
                "offset " + offset + " of " + partition + " is out of range: it has " + start + " to " + end());
    }

    /**
     * What was read.
     *
     * @param records the committed ones
     * @param next where to read on
     */
    record Fetched(List<ModelRecord> records, long next) {}
}
