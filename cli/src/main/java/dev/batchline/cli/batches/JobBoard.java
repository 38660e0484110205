package dev.batchline.cli.batches;

import dev.batchline.schemas.Headers;
import dev.batchline.schemas.ManifestChunk;
import dev.batchline.schemas.ManifestCodec;
import dev.batchline.schemas.ManifestItem;
import dev.batchline.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.TopicPartition;

/** Counts the requests of jobs over the topics that tell of them. */
final class JobBoard {
    /** The topics in the order in which their records must come. */
    static final List<Set<Topic>> ORDER = List.of(
            BatchBoard.TOPICS,
            Set.of(Topic.REQUESTS),
            Set.of(Topic.MANIFESTS, Topic.RESULTS_COMPLETED, Topic.RESULTS_FAILED));

    /** All of them. */
    static final Set<Topic> TOPICS = ORDER.stream().flatMap(Set::stream).collect(Collectors.toUnmodifiableSet());

    private final BatchBoard windows = new BatchBoard();
    private final Map<TopicPartition, Long> firstKept = new HashMap<>();
    private final List<JobTally> tallies;

    JobBoard(List<JobChoice> choices) {
        this.tallies = choices.stream().map(JobTally::new).toList();
    }

    /** Takes a record of a topic of {@link #ORDER}. */
    void take(Topic topic, ConsumerRecord<byte[], byte[]> record) {
        switch (topic) {
            case REQUESTS -> {
                firstKept.putIfAbsent(new TopicPartition(record.topic(), record.partition()), record.offset());
                Facts facts = Facts.of(record);
                tallies.forEach(tally -> tally.sent(facts));
            }
            case RESULTS_COMPLETED, RESULTS_FAILED -> {
                Facts facts = Facts.of(record);
                boolean gone = gone(facts);
                tallies.forEach(tally -> tally.ended(topic, facts, gone));
            }
            case MANIFESTS -> takeManifest(record);
            default -> windows.take(topic, record.key(), record.value());
        }
    }

    /** The windows as they were told of. */
    BatchBoard windows() {
        return windows;
    }

    /** What was counted for each job. */
    List<JobLine> lines() {
        return tallies.stream().map(JobTally::line).toList();
    }

    private void takeManifest(ConsumerRecord<byte[], byte[]> record) {
        String part = new String(record.key(), StandardCharsets.UTF_8);
        tallies.forEach(tally -> tally.forget(part));
        if (record.value() == null) {
            return;
        }
        ManifestChunk chunk = ManifestCodec.decode(record.value());
        for (ManifestItem item : chunk.items()) {
            if (windows.underWay(chunk.windowId(), item)) {
                Facts facts = Facts.of(item);
                boolean gone = gone(facts);
                tallies.forEach(tally -> tally.underWay(part, facts, gone));
            }
        }
    }

    /** Whether the request event of these facts is on its topic no more, and was not counted there. */
    private boolean gone(Facts facts) {
        TopicPartition partition =
                new TopicPartition(facts.text(Headers.SOURCE_TOPIC), (int) facts.number(Headers.SOURCE_PARTITION, -1));
        return facts.number(Headers.SOURCE_OFFSET, -1) < firstKept.getOrDefault(partition, Long.MAX_VALUE);
    }
}
