package dev.batchline.cli.letters;

import dev.batchline.cli.CommandException;
import dev.batchline.cli.ExitCodes;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.CloseOptions;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerGroupMetadata;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.clients.consumer.ConsumerRecords;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.consumer.OffsetAndTimestamp;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.jspecify.annotations.Nullable;

/** Reads one topic, to where it ended when the reading began; committed records only, none of them kept. */
public final class LetterScan implements AutoCloseable {
    private static final Duration POLL = Duration.ofMillis(250);
    private static final int EMPTY_POLLS = 120;

    private final Consumer<byte[], byte[]> consumer;
    private final String topic;

    /** A scan of a topic by a consumer with these settings. */
    public LetterScan(Map<String, Object> settings, String topic) {
        Map<String, Object> properties = new HashMap<>(settings);
        properties.put("isolation.level", "read_committed");
        properties.put("enable.auto.commit", "false");
        properties.put("auto.offset.reset", "earliest");
        properties.put("allow.auto.create.topics", "false");
        this.consumer = new KafkaConsumer<>(properties, new ByteArrayDeserializer(), new ByteArrayDeserializer());
        this.topic = topic;
    }

    /** Hands over every record from a time on, or from the beginning, to where the topic ends now. */
    void forEach(@Nullable Instant since, java.util.function.Consumer<ConsumerRecord<byte[], byte[]>> reader) {
        read(range(since), record -> {
            reader.accept(record);
            return true;
        });
    }

    /** From the beginning, or the first record of a time, to where the topic ends now. */
    public Map<TopicPartition, Range> range(@Nullable Instant since) {
        List<TopicPartition> partitions = consumer.partitionsFor(topic).stream()
                .map(info -> new TopicPartition(info.topic(), info.partition()))
                .toList();
        // The client warns of ends of partitions that it does not read.
        consumer.assign(partitions);
        Map<TopicPartition, Long> starts = new HashMap<>(consumer.beginningOffsets(partitions));
        Map<TopicPartition, Long> ends = consumer.endOffsets(partitions);
        if (since != null) {
            Map<TopicPartition, Long> times = new HashMap<>();
            partitions.forEach(partition -> times.put(partition, since.toEpochMilli()));
            Map<TopicPartition, OffsetAndTimestamp> found = consumer.offsetsForTimes(times);
            for (TopicPartition partition : partitions) {
                OffsetAndTimestamp first = found.get(partition);
                starts.put(partition, first == null ? offset(ends, partition) : first.offset());
            }
        }
        Map<TopicPartition, Range> ranges = new HashMap<>();
        partitions.forEach(at -> ranges.put(at, new Range(offset(starts, at), offset(ends, at))));
        return ranges;
    }

    /** The group of the consumer's settings, for transactions that commit its offsets. */
    public ConsumerGroupMetadata group() {
        return consumer.groupMetadata();
    }

    private void read(Map<TopicPartition, Range> ranges, Predicate<ConsumerRecord<byte[], byte[]>> reader) {
        read(ranges, reader, () -> true);
    }

    /**
     * Hands over the records of these ranges, those of a partition in their order, until the reader has enough. Whether
     * it has is asked after each poll, too, whether that brought records or not. True if it was read to the end.
     */
    public boolean read(
            Map<TopicPartition, Range> ranges,
            Predicate<ConsumerRecord<byte[], byte[]>> reader,
            BooleanSupplier goesOn) {
        consumer.assign(ranges.keySet());
        ranges.forEach((partition, range) -> consumer.seek(partition, range.from()));
        int empty = 0;
        while (ranges.entrySet().stream()
                .anyMatch(range ->
                        consumer.position(range.getKey()) < range.getValue().to())) {
            ConsumerRecords<byte[], byte[]> records = consumer.poll(POLL);
            empty = records.isEmpty() ? empty + 1 : 0;
            if (empty > EMPTY_POLLS) {
                throw new CommandException(
                        ExitCodes.FAILED,
                        "Topic " + topic + " could not be read to its end: no record came for "
                                + POLL.multipliedBy(EMPTY_POLLS).toSeconds()
                                + " s. Look whether each of its partitions has a leader.");
            }
            for (ConsumerRecord<byte[], byte[]> record : records) {
                Range range = ranges.get(new TopicPartition(record.topic(), record.partition()));
                if (range != null && record.offset() < range.to() && !reader.test(record)) {
                    return false;
                }
            }
            if (!goesOn.getAsBoolean()) {
                return false;
            }
        }
        return true;
    }

    private static long offset(Map<TopicPartition, Long> offsets, TopicPartition partition) {
        return Objects.requireNonNullElse(offsets.get(partition), 0L);
    }

    /** It is no member of its group, so there is nobody to take leave of. */
    @Override
    public void close() {
        consumer.close(CloseOptions.timeout(Duration.ZERO));
    }

    /**
     * A part of a partition.
     *
     * @param from the first offset
     * @param to the offset after the last
     */
    public record Range(long from, long to) {}
}
