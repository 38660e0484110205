package dev.batchline.joiner;

import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.ManifestChunk;
import dev.batchline.schemas.ManifestCodec;
import dev.batchline.schemas.ManifestItem;
import dev.batchline.schemas.WindowId;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.NavigableMap;
import java.util.concurrent.ConcurrentSkipListMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongConsumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** The manifests and the lanes topic in memory, by offset. */
final class MemoryLog implements RecordLog {
    final AtomicInteger manifestReads = new AtomicInteger();

    /** How many requests were given to a visitor. */
    final AtomicInteger laneReads = new AtomicInteger();

    /** Called before each read of requests with the first offset, on the reader's thread. */
    volatile LongConsumer beforeLanes = first -> {};

    private final NavigableMap<Long, ConsumerRecord<byte[], byte[]>> manifests = new ConcurrentSkipListMap<>();
    private final NavigableMap<Long, ConsumerRecord<byte[], byte[]>> lanes = new ConcurrentSkipListMap<>();

    /** Writes a part of a manifest at an offset. */
    void manifest(long offset, WindowId window, int chunk, int chunks, List<ManifestItem> items) {
        byte[] value = ManifestCodec.encode(new ManifestChunk(ManifestChunk.FORMAT, window, chunk, chunks, items));
        manifests.put(offset, new ConsumerRecord<>("m", 0, offset, utf8(ManifestChunk.key(window, chunk)), value));
    }

    /** Writes a request at an offset. */
    void lane(long offset, byte[] value, int attempt, Header... headers) {
        ConsumerRecord<byte[], byte[]> record =
                new ConsumerRecord<>("l", 0, offset, utf8(JoinerBench.LANE.text()), value);
        record.headers().add(Headers.ATTEMPT, utf8(Integer.toString(attempt)));
        for (Header header : headers) {
            record.headers().add(header.key(), header.value());
        }
        lanes.put(offset, record);
    }

    @Override
    public List<ConsumerRecord<byte[], byte[]>> manifests(int partition, long[] offsets) {
        manifestReads.incrementAndGet();
        return read(manifests, offsets);
    }

    @Override
    public void lanes(int partition, long[] offsets, Predicate<ConsumerRecord<byte[], byte[]>> visitor) {
        beforeLanes.accept(offsets[0]);
        for (ConsumerRecord<byte[], byte[]> record : read(lanes, offsets)) {
            laneReads.incrementAndGet();
            if (!visitor.test(record)) {
                return;
            }
        }
    }

    private static List<ConsumerRecord<byte[], byte[]>> read(
            NavigableMap<Long, ConsumerRecord<byte[], byte[]>> records, long[] offsets) {
        List<ConsumerRecord<byte[], byte[]>> found = new ArrayList<>();
        for (long offset : offsets) {
            if (records.containsKey(offset)) {
                found.add(records.get(offset));
            }
        }
        return found;
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
