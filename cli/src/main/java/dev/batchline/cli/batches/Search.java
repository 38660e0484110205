package dev.batchline.cli.batches;

import dev.batchline.schemas.Headers;
import dev.batchline.schemas.ManifestChunk;
import dev.batchline.schemas.ManifestCodec;
import dev.batchline.schemas.ManifestItem;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.WindowId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Looks for one custom_id in the records of topics; keeps what it finds, and nothing of other requests. */
final class Search {
    /** Topics whose records are the ends of requests, keyed by custom_id. */
    static final Set<Topic> ENDS =
            Set.copyOf(EnumSet.of(Topic.RESULTS_COMPLETED, Topic.RESULTS_FAILED, Topic.DEAD_LETTERS));

    /** How a request stands that its batch did not do, until it is in another window. */
    static final String SENT_AGAIN = "waits to be sent again";

    /** How many ends are kept at most. */
    static final int KEPT = 100;

    private final String customId;
    private final byte[] key;
    private final String lanes;
    private final BatchBoard board = new BatchBoard();
    private final Map<String, List<ManifestItem>> manifested = new LinkedHashMap<>();
    private final Deque<Trace> ended = new ArrayDeque<>();
    private long leftOff;

    /**
     * A search.
     *
     * @param customId what is looked for
     * @param lanes the name of the topic that the places in manifests are in
     */
    Search(String customId, String lanes) {
        this.customId = customId;
        this.key = customId.getBytes(StandardCharsets.UTF_8);
        this.lanes = lanes;
    }

    /** All topics that it wants. */
    static Set<Topic> topics() {
        Set<Topic> topics = EnumSet.of(Topic.MANIFESTS);
        topics.addAll(ENDS);
        topics.addAll(BatchBoard.TOPICS);
        return topics;
    }

    /** What is looked for, as the key of its outcome. */
    byte[] key() {
        return key.clone();
    }

    /** Takes a record of one of {@link #topics}. */
    void take(Topic topic, ConsumerRecord<byte[], byte[]> record) {
        if (topic == Topic.MANIFESTS) {
            takeManifest(record);
        } else if (!ENDS.contains(topic)) {
            board.take(topic, record.key(), record.value());
        } else if (Arrays.equals(record.key(), key)) {
            ended.add(end(topic, record));
            if (ended.size() > KEPT) {
                ended.removeFirst();
                leftOff++;
            }
        }
    }

    /** Where it was found: its outcomes topic by topic in their order, then what is under way. */
    List<Trace> traces() {
        List<Trace> traces = new ArrayList<>(ended);
        manifested.forEach((part, items) -> {
            WindowId window = ManifestChunk.windowOf(part);
            for (ManifestItem item : items) {
                if (board.underWay(window, item)) {
                    traces.add(underWay(window, item, standing(window)));
                } else if (board.published(window, item) && !hasEnd(window)) {
                    traces.add(underWay(window, item, SENT_AGAIN));
                }
            }
        });
        return traces;
    }

    /** How many older outcomes were found and not kept. */
    long leftOff() {
        return leftOff;
    }

    private void takeManifest(ConsumerRecord<byte[], byte[]> record) {
        String part = new String(record.key(), StandardCharsets.UTF_8);
        manifested.remove(part);
        if (record.value() == null) {
            return;
        }
        List<ManifestItem> found = ManifestCodec.decode(record.value()).items().stream()
                .filter(item -> item.customId().equals(customId))
                .toList();
        if (!found.isEmpty()) {
            manifested.put(part, found);
        }
    }

    private static Trace end(Topic topic, ConsumerRecord<byte[], byte[]> record) {
        Facts facts = Facts.of(record);
        String code = facts.text(Headers.ERROR_CODE);
        String outcome = switch (topic) {
            case RESULTS_COMPLETED -> "completed";
            case RESULTS_FAILED -> "failed: " + code;
            default -> "dead letter: " + code;
        };
        return new Trace(
                new Trace.Place(record.topic(), record.partition(), record.offset()),
                facts.source(),
                facts.text(Headers.WINDOW),
                facts.find(Headers.BATCH_ID).orElse(null),
                (int) facts.number(Headers.ATTEMPT, 0),
                WindowStory.DONE,
                outcome);
    }

    /** Whether an outcome of this window was found. */
    private boolean hasEnd(WindowId window) {
        return ended.stream().anyMatch(end -> end.window().equals(window.text()));
    }

    private String standing(WindowId window) {
        return board.line(window).map(found -> found.standing().word()).orElse("under way");
    }

    private Trace underWay(WindowId window, ManifestItem item, String status) {
        Optional<BatchLine> line = board.line(window);
        return new Trace(
                new Trace.Place(lanes, window.partition(), item.offset()),
                Facts.of(item).source(),
                window.text(),
                line.map(BatchLine::batchId).orElse(null),
                item.attempt(),
                status,
                "");
    }
}
