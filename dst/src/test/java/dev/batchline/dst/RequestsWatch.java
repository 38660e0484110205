package dev.batchline.dst;

import dev.batchline.schemas.ErrorCode;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.function.ToLongFunction;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Watches what becomes of every request: I1, I2, I7 and I13. */
final class RequestsWatch {
    private final Consumer<String> broken;
    private final CancelsWatch cancels;
    private final Map<Integer, Sent> byMark = new LinkedHashMap<>();
    private final Map<String, Integer> marksBySource = new HashMap<>();
    private int open;

    RequestsWatch(Consumer<String> broken, CancelsWatch cancels) {
        this.broken = broken;
        this.cancels = cancels;
    }

    /** A request was produced. */
    void sent(int mark, @Nullable String customId, TopicPartition partition, long offset) {
        byMark.put(mark, new Sent(customId, Requests.headers(mark, partition.partition(), offset)));
        marksBySource.put(partition.topic() + "/" + partition.partition() + "/" + offset, mark);
        open++;
    }

    /** What a request has in the lanes topic, by its mark. */
    List<dev.batchline.schemas.Header> headers(int mark) {
        Sent sent = byMark.get(mark);
        return sent == null ? List.of() : sent.headers;
    }

    /** Whether a request that has no outcome is routed behind what is sealed of its lane. */
    boolean anyRoutedAfter(ToLongFunction<String> sealedUpTo) {
        return byMark.values().stream()
                .anyMatch(sent -> sent.outcomes.isEmpty()
                        && sent.lane != null
                        && sent.laneOffset > sealedUpTo.applyAsLong(sent.laneKey));
    }

    /** How many have no outcome yet. */
    int open() {
        return open;
    }

    void committed(Topic topic, TopicPartition partition, ModelRecord record) {
        switch (topic) {
            case LANES -> routed(partition, record);
            case RESULTS_COMPLETED -> {
                Sent sent = outcome(record, "completed");
                String value = text(record.value());
                if (sent != null && ModelFile.mark(value) != mark(record)) {
                    broken.accept("I1: " + name(record) + " got the answer of another: " + value);
                }
            }
            case RESULTS_FAILED -> {
                String code = header(record, Headers.ERROR_CODE);
                outcome(record, "failed " + code);
                if (code.equals(ErrorCode.BATCH_CANCELLED.word())) {
                    cancels.ended(mark(record), header(record, Headers.WINDOW));
                }
            }
            case DEAD_LETTERS -> sent(record).letters++;
            case REQUESTS, WINDOWS, MANIFESTS, LEASES, STATUS, JOINS, COMMANDS, LEDGER, LANE_STATUS, REPLAYS -> {}
        }
    }

    /** A provider executed a line that is paid for. */
    void billed(ModelBatch batch, int mark) {
        Sent sent = byMark.get(mark);
        if (sent == null) {
            broken.accept("I2: " + batch.id() + " executes mark " + mark + ", which nobody sent");
            return;
        }
        sent.billedBy.add(batch.id());
        if (sent.billedBy.size() > 1) {
            broken.accept("I2: mark " + mark + " is paid for in " + sent.billedBy);
        }
    }

    /** A batch that may have executed some is shown to nobody any more. */
    void lost(ModelBatch batch) {
        byMark.values().forEach(sent -> sent.billedBy.remove(batch.id()));
    }

    /** Records of the lanes were deleted. */
    void purged(ModelLog lanes) {
        byMark.forEach((mark, sent) -> {
            TopicPartition where = sent.lane;
            if (sent.outcomes.isEmpty() && lanes.partition().equals(where) && sent.laneOffset < lanes.start()) {
                broken.accept("I13: mark " + mark + " has no outcome, and its record at " + where + "/"
                        + sent.laneOffset + " is deleted");
            }
        });
    }

    /** What is wrong when everything has come to its end. */
    List<String> atEnd() {
        List<String> wrong = new ArrayList<>();
        byMark.forEach((mark, sent) -> {
            if (sent.outcomes.size() != 1) {
                wrong.add("I1: mark " + mark + " has " + sent.outcomes.size() + " outcomes " + sent.outcomes);
            }
            long failures = sent.outcomes.stream()
                    .filter(how -> how.startsWith("failed"))
                    .count();
            if (sent.letters != failures) {
                wrong.add("mark " + mark + " has " + failures + " failures and " + sent.letters + " dead letters");
            }
        });
        return wrong;
    }

    private void routed(TopicPartition partition, ModelRecord record) {
        Sent sent = sent(record);
        int attempt = Integer.parseInt(header(record, Headers.ATTEMPT));
        boolean released = record.headers().lastHeader(Headers.RELEASED) != null;
        if (attempt != sent.attempt + (released ? 0 : 1)) {
            broken.accept("I7: " + name(record) + " is routed for attempt " + attempt + " after " + sent.attempt);
        }
        if (!sent.outcomes.isEmpty()) {
            broken.accept("I1: " + name(record) + " is sent again after " + sent.outcomes);
        }
        if (!sent.billedBy.isEmpty()) {
            broken.accept("I2: " + name(record) + " is sent again after it was paid for in " + sent.billedBy);
        }
        sent.attempt = attempt;
        sent.lane = partition;
        sent.laneKey = text(record.key());
        sent.laneOffset = record.offset();
    }

    private @Nullable Sent outcome(ModelRecord record, String how) {
        Sent sent = sent(record);
        if (sent.outcomes.isEmpty()) {
            open--;
        } else {
            broken.accept("I7: " + name(record) + " ends as " + how + " after " + sent.outcomes);
        }
        sent.outcomes.add(how);
        byte[] key = record.key();
        if (sent.customId != null && !sent.customId.equals(key == null ? null : text(key))) {
            broken.accept("I1: the result of " + sent.customId + " has another key");
        }
        return sent;
    }

    private Sent sent(ModelRecord record) {
        Sent sent = byMark.get(mark(record));
        if (sent == null) {
            throw new IllegalStateException("nobody sent " + name(record));
        }
        return sent;
    }

    private int mark(ModelRecord record) {
        Integer mark = marksBySource.get(name(record));
        if (mark == null) {
            throw new IllegalStateException("nobody sent " + name(record));
        }
        return mark;
    }

    private static String name(ModelRecord record) {
        return header(record, Headers.SOURCE_TOPIC) + "/" + header(record, Headers.SOURCE_PARTITION) + "/"
                + header(record, Headers.SOURCE_OFFSET);
    }

    private static String header(ModelRecord record, String key) {
        Header header = record.headers().lastHeader(key);
        return header == null ? "none" : text(header.value());
    }

    private static String text(byte @Nullable [] bytes) {
        return bytes == null ? "" : new String(bytes, StandardCharsets.UTF_8);
    }

    /** A request and what became of it. */
    private static final class Sent {
        private final @Nullable String customId;
        private final List<dev.batchline.schemas.Header> headers;
        private final List<String> outcomes = new ArrayList<>();
        private final List<String> billedBy = new ArrayList<>();
        private int attempt;
        private int letters;
        private @Nullable TopicPartition lane;
        private String laneKey = "";
        private long laneOffset;

        Sent(@Nullable String customId, List<dev.batchline.schemas.Header> headers) {
            this.customId = customId;
            this.headers = headers;
        }
    }
}
