package dev.batchline.joiner;

import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The requests of a window, read again from the lanes topic one after the other. Calls block. */
final class Requests {
    private final RecordLog log;
    private final int partition;

    Requests(RecordLog log, int partition) {
        this.log = log;
        this.partition = partition;
    }

    /** Visits the requests at these rising offsets until the visitor returns false; throws if one is gone. */
    void visit(long[] offsets, Predicate<ConsumerRecord<byte[], byte[]>> visitor) {
        int[] next = {0};
        boolean[] enough = {false};
        log.lanes(partition, offsets, request -> {
            requireNext(offsets, next[0], request.offset());
            next[0]++;
            enough[0] = !visitor.test(request);
            return !enough[0];
        });
        if (!enough[0] && next[0] < offsets.length) {
            throw gone(offsets[next[0]]);
        }
    }

    private void requireNext(long[] offsets, int next, long found) {
        if (next >= offsets.length || offsets[next] != found) {
            throw gone(next < offsets.length ? offsets[next] : found);
        }
    }

    private IllegalStateException gone(long offset) {
        return new IllegalStateException(
                "the request at offset " + offset + " of partition " + partition + " of the lanes topic is gone");
    }
}
