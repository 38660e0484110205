package dev.batchline.joiner;

import dev.batchline.runtime.outcome.KafkaHeaders;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** Reads requests that are to be sent again, off the stream thread, up to some megabytes. */
final class ResubmitTask implements Callable<ResubmitTask.Batch> {
    private static final long MOST_BYTES = 4L * 1024 * 1024;

    private final Resubmission group;
    private final RecordLog log;

    ResubmitTask(Resubmission group, RecordLog log) {
        this.group = group;
        this.log = log;
    }

    @Override
    public Batch call() {
        Taken taken = new Taken();
        new Requests(log, group.windowId().partition()).visit(group.offsets(), taken::take);
        return new Batch(taken.records, taken.last);
    }

    private Again again(ConsumerRecord<byte[], byte[]> request) {
        List<Header> headers = new ArrayList<>();
        int attempt = 1;
        for (Header header : KafkaHeaders.read(request.headers())) {
            if (header.key().equals(Headers.ATTEMPT)) {
                attempt = Integer.parseInt(header.text());
            } else if (!header.key().equals(Headers.RELEASED)) {
                headers.add(header);
            }
        }
        if (group.keepsAttempt()) {
            headers.add(Header.of(Headers.RELEASED, group.windowId().text()));
        } else {
            attempt++;
        }
        headers.add(Header.of(Headers.ATTEMPT, Integer.toString(attempt)));
        return new Again(request.key(), request.value(), headers);
    }

    /** The requests that fit into one transaction. */
    private final class Taken {
        private final List<Again> records = new ArrayList<>();
        private long bytes;
        private long last = -1;

        boolean take(ConsumerRecord<byte[], byte[]> request) {
            bytes += request.value().length;
            if (!records.isEmpty() && bytes > MOST_BYTES) {
                return false;
            }
            records.add(again(request));
            last = request.offset();
            return true;
        }
    }

    /**
     * What is written to the lanes topic in one transaction.
     *
     * @param records the requests, in order
     * @param lastOffset where the last one stood
     */
    record Batch(List<Again> records, long lastOffset) {
        Batch {
            records = List.copyOf(records);
        }
    }

    /**
     * A request that is sent again.
     *
     * @param lane its record key, as it was
     * @param value its bytes, as they were
     * @param headers as they were, with their attempt
     */
    record Again(byte[] lane, byte[] value, List<Header> headers) {}
}
