package dev.batchline.dst;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** What stands at one offset of a partition: a record, or the marker with which a transaction ended. */
final class ModelRecord {
    private final long offset;
    private final byte @Nullable [] key;
    private final byte @Nullable [] value;
    private final Headers headers;
    private final long timestamp;
    private final @Nullable ModelTransaction transaction;
    private final boolean marker;

    /**
     * A record.
     *
     * @param timestamp milliseconds of the broker's clock
     * @param transaction what it belongs to; null for none
     * @param marker whether it is the end of a transaction, which no reader sees
     */
    ModelRecord(long offset, Content content, long timestamp, @Nullable ModelTransaction transaction, boolean marker) {
        this.offset = offset;
        this.key = content.key;
        this.value = content.value;
        this.headers = content.headers;
        this.timestamp = timestamp;
        this.transaction = transaction;
        this.marker = marker;
    }

    long offset() {
        return offset;
    }

    byte @Nullable [] key() {
        return key;
    }

    byte @Nullable [] value() {
        return value;
    }

    /** A copy, since readers may change what they get. */
    Headers headers() {
        return new RecordHeaders(headers);
    }

    long timestamp() {
        return timestamp;
    }

    @Nullable
    ModelTransaction transaction() {
        return transaction;
    }

    boolean open() {
        return transaction != null && transaction.state() == ModelTransaction.State.OPEN;
    }

    /** Whether a reader of committed records sees it. */
    boolean committed() {
        return !marker && (transaction == null || transaction.state() == ModelTransaction.State.COMMITTED);
    }

    /** What a producer gives. */
    static final class Content {
        /** What stands at the offset of a marker. */
        static final Content NONE = new Content(null, null, new RecordHeaders());

        private final byte @Nullable [] key;
        private final byte @Nullable [] value;
        private final Headers headers;

        Content(byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
            this.key = key;
            this.value = value;
            this.headers = headers;
        }
    }
}
