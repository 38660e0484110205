package dev.batchline.batcher;

import dev.batchline.runtime.outcome.KafkaHeaders;
import dev.batchline.schemas.Headers;
import java.nio.ByteBuffer;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The highest offset that was taken from each partition of the request topics, and from the lanes topic itself. A
 * record that is not above it was read before, by a router or a task whose offsets expired or were reset, and would be
 * paid for again.
 */
final class SourceMarks {
    static final String NAME = "sources";

    private static final String LANES = "lanes";

    private final KeyValueStore<String, byte[]> store;

    SourceMarks(KeyValueStore<String, byte[]> store) {
        this.store = store;
    }

    /** Takes note of an offset of the lanes topic; false if the record there was taken before. */
    boolean advance(long lanesOffset) {
        return advance(LANES, lanesOffset);
    }

    /** Takes note of a record of the lanes topic; false if its request was taken before. */
    boolean advance(org.apache.kafka.common.header.Headers headers, int attempt) {
        Optional<String> topicId = KafkaHeaders.text(headers, Headers.SOURCE_TOPIC_ID);
        Optional<String> partition = KafkaHeaders.text(headers, Headers.SOURCE_PARTITION);
        Optional<String> offset = KafkaHeaders.text(headers, Headers.SOURCE_OFFSET);
        boolean again = attempt > 1 || headers.lastHeader(Headers.RELEASED) != null;
        if (again || topicId.isEmpty() || partition.isEmpty() || offset.isEmpty()) {
            return true;
        }
        return advance(topicId.get() + "-" + partition.get(), Long.parseLong(offset.get()));
    }

    private boolean advance(String source, long at) {
        byte[] highest = store.get(source);
        if (highest != null && ByteBuffer.wrap(highest).getLong() >= at) {
            return false;
        }
        store.put(source, ByteBuffer.allocate(Long.BYTES).putLong(at).array());
        return true;
    }
}
