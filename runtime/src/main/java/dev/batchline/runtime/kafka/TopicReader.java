package dev.batchline.runtime.kafka;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/**
 * Reads committed records by offset, outside of any group and of any stream thread. A call blocks until it has what it
 * was asked for; it may be interrupted.
 */
public final class TopicReader implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(250);
    private static final int EMPTY_POLLS = 240;
    private static final long WORTH_A_SEEK = 2_000;

    private final ConsumerFactory consumers;
    private final Queue<Consumer<byte[], byte[]>> idle = new ConcurrentLinkedQueue<>();

    public TopicReader(ConsumerFactory consumers) {
        this.consumers = consumers;
    }

    /**
     * Visits the records from one offset to another, inclusive, in order, until the visitor returns false. Throws
     * {@link UnreachableRecordsException} if the partition no longer begins at or before the first.
     */
    public void scan(TopicPartition partition, long from, long to, Predicate<ConsumerRecord<byte[], byte[]>> visitor) {
        withConsumer(partition, consumer -> {
            requireBegins(consumer, partition, from);
            consumer.seek(partition, from);
            advance(consumer, partition, to, visitor);
        });
    }

    /** The records at these rising offsets; one that was removed by compaction or never committed is left out. */
    public List<ConsumerRecord<byte[], byte[]>> read(TopicPartition partition, long[] offsets) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>(offsets.length);
        if (offsets.length == 0) {
            return found;
        }
        withConsumer(partition, consumer -> {
            requireBegins(consumer, partition, offsets[0]);
            int next = 0;
            while (next < offsets.length) {
                int end = next + 1;
                while (end < offsets.length && offsets[end] - offsets[end - 1] < WORTH_A_SEEK) {
                    end++;
                }
                long[] run = Arrays.copyOfRange(offsets, next, end);
                consumer.seek(partition, run[0]);
                advance(consumer, partition, run[run.length - 1], record -> {
                    if (Arrays.binarySearch(run, record.offset()) >= 0) {
                        found.add(record);
                    }
                    return true;
                });
                next = end;
            }
        });
        return found;
    }

    @Override
    public void close() {
        for (Consumer<byte[], byte[]> consumer = idle.poll(); consumer != null; consumer = idle.poll()) {
            consumer.close();
        }
    }

    private static void requireBegins(Consumer<byte[], byte[]> consumer, TopicPartition partition, long from) {
        Map<TopicPartition, Long> begins = consumer.beginningOffsets(List.of(partition));
        long first = begins.getOrDefault(partition, 0L);
        if (first > from) {
            throw new UnreachableRecordsException(partition, from, first);
        }
    }

    private static void advance(
            Consumer<byte[], byte[]> consumer,
            TopicPartition partition,
            long to,
            Predicate<ConsumerRecord<byte[], byte[]>> visitor) {
        int empty = 0;
        while (consumer.position(partition) <= to) {
            List<ConsumerRecord<byte[], byte[]>> records = consumer.poll(POLL).records(partition);
            empty = records.isEmpty() ? empty + 1 : 0;
            if (empty > EMPTY_POLLS) {
                throw new UnreachableRecordsException(partition, to, consumer.position(partition));
            }
            for (ConsumerRecord<byte[], byte[]> record : records) {
                if (record.offset() > to || !visitor.test(record)) {
                    return;
                }
            }
        }
    }

    private void withConsumer(TopicPartition partition, java.util.function.Consumer<Consumer<byte[], byte[]>> work) {
        Consumer<byte[], byte[]> pooled = idle.poll();
        Consumer<byte[], byte[]> consumer = pooled == null ? consumers.create() : pooled;
        boolean usable = false;
        try {
            consumer.assign(List.of(partition));
            work.accept(consumer);
            usable = true;
        } finally {
            if (usable) {
                consumer.unsubscribe();
                idle.add(consumer);
            } else {
                consumer.close();
            }
        }
    }
}
