package dev.batchline.joiner;

import dev.batchline.schemas.ManifestItem;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The requests of a window, read again from the lanes topic, some megabytes of them at a time. Calls block. */
final class Requests {
    private static final long MOST_BYTES = 4L * 1024 * 1024;
    private static final int MOST = 100;
    private static final long BYTES_PER_TOKEN = 4;
    private static final long AROUND_BODY = 512;

    private final RecordLog log;
    private final int partition;

    Requests(RecordLog log, int partition) {
        this.log = log;
        this.partition = partition;
    }

    /** About how large the request of a line is, as far as its manifest tells. */
    static long estimatedBytes(ManifestItem item) {
        return AROUND_BODY + item.tokens() * BYTES_PER_TOKEN;
    }

    /** Visits the requests of these lines in order until the visitor returns false; throws if one is gone. */
    void visit(List<ManifestItem> items, Visitor visitor) {
        int next = 0;
        while (next < items.size()) {
            int end = endOfGroup(items, next);
            Map<Long, ConsumerRecord<byte[], byte[]>> requests = read(items.subList(next, end));
            for (ManifestItem item : items.subList(next, end)) {
                ConsumerRecord<byte[], byte[]> request = requests.get(item.offset());
                if (request == null) {
                    throw new IllegalStateException("the request at offset " + item.offset() + " of partition "
                            + partition + " of the lanes topic is gone");
                }
                if (!visitor.visit(item, request)) {
                    return;
                }
            }
            next = end;
        }
    }

    private static int endOfGroup(List<ManifestItem> items, int from) {
        int end = from;
        long bytes = 0;
        while (end < items.size() && end - from < MOST) {
            bytes += estimatedBytes(items.get(end));
            if (end > from && bytes > MOST_BYTES) {
                break;
            }
            end++;
        }
        return end;
    }

    private Map<Long, ConsumerRecord<byte[], byte[]>> read(List<ManifestItem> items) {
        long[] offsets = items.stream().mapToLong(ManifestItem::offset).toArray();
        Map<Long, ConsumerRecord<byte[], byte[]>> byOffset = new HashMap<>();
        log.lanes(partition, offsets).forEach(record -> byOffset.put(record.offset(), record));
        return byOffset;
    }

    /** Takes a line and its request. */
    @FunctionalInterface
    interface Visitor {
        /** Takes the next one; false to end. */
        boolean visit(ManifestItem item, ConsumerRecord<byte[], byte[]> request);
    }
}
