package dev.batchline.cli.replay;

import dev.batchline.cli.batches.CommittedRecords;
import dev.batchline.cli.letters.LetterScan.Range;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.TopicPartition;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters of one topic were sent again. The topic stands in the key of a mark by its id, so that a topic
 * that was deleted and made anew under its name has none.
 */
final class ReplayMarks {
    private static final Pattern KEY = Pattern.compile("(.+)-([0-9]{1,9})-([0-9]{1,18})");

    private final String topicId;
    private final Map<Integer, Range> ranges = new HashMap<>();
    private final Map<Integer, OffsetSet> sent = new HashMap<>();

    /** No marks yet of the dead letters in these ranges of a topic; others are not remembered. */
    ReplayMarks(String topicId, Map<TopicPartition, Range> ranges) {
        this.topicId = topicId;
        ranges.forEach((partition, range) -> this.ranges.put(partition.partition(), range));
    }

    /** The marks that are committed now. */
    static ReplayMarks read(BatchlineConfig config, String topicId, Map<TopicPartition, Range> ranges) {
        ReplayMarks marks = new ReplayMarks(topicId, ranges);
        if (ranges.values().stream().anyMatch(range -> range.from() < range.to())) {
            new CommittedRecords(config, Set.of(Topic.REPLAYS))
                    .forEach((topic, record) -> marks.take(record.key(), record.value()));
        }
        return marks;
    }

    /** The key of the mark of a dead letter. */
    static byte[] key(String topicId, int partition, long offset) {
        return (topicId + "-" + partition + "-" + offset).getBytes(StandardCharsets.UTF_8);
    }

    /** Takes note of a mark, or that it was taken away. */
    void take(byte @Nullable [] key, byte @Nullable [] value) {
        Matcher matcher = KEY.matcher(key == null ? "" : new String(key, StandardCharsets.UTF_8));
        if (!matcher.matches() || !topicId.equals(matcher.group(1))) {
            return;
        }
        int partition = Integer.parseInt(matcher.group(2));
        long offset = Long.parseLong(matcher.group(3));
        Range range = ranges.get(partition);
        if (range == null || offset < range.from() || offset >= range.to()) {
            return;
        }
        OffsetSet offsets = sent.computeIfAbsent(partition, unused -> new OffsetSet());
        if (value == null) {
            offsets.remove(offset);
        } else {
            offsets.add(offset);
        }
    }

    /** Whether this dead letter was sent again. */
    boolean has(int partition, long offset) {
        OffsetSet offsets = sent.get(partition);
        return offsets != null && offsets.contains(offset);
    }
}
