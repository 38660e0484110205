package dev.batchline.joiner;

import dev.batchline.schemas.ManifestChunk;
import dev.batchline.schemas.ManifestCodec;
import dev.batchline.schemas.ManifestItem;
import dev.batchline.schemas.WindowId;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A window's manifest, read part by part from its topic: one part is in memory at a time, and a part that was read
 * and ends before the wanted line is not read again. Calls block; one at a time.
 */
final class Manifest {
    private final RecordLog log;
    private final WindowId window;
    private final long[] offsets;
    private final int[] lastSeq;
    private int lastPart = -1;
    private List<ManifestItem> lastItems = List.of();

    /**
     * A manifest.
     *
     * @param offsets of its parts, by part
     */
    Manifest(RecordLog log, WindowId window, long[] offsets) {
        this.log = log;
        this.window = window;
        this.offsets = offsets.clone();
        this.lastSeq = new int[offsets.length];
        Arrays.fill(lastSeq, Integer.MAX_VALUE);
    }

    /** The manifest of a window whose parts are all known. */
    static Manifest of(RecordLog log, Join join) {
        long[] offsets =
                join.chunks().values().stream().mapToLong(Long::longValue).toArray();
        return new Manifest(log, join.windowId(), offsets);
    }

    /** Visits every line in order. */
    void forEach(Consumer<ManifestItem> visitor) {
        from(0, item -> {
            visitor.accept(item);
            return true;
        });
    }

    /** Visits the lines from this one on, in order, until the visitor returns false. */
    void from(int seq, Predicate<ManifestItem> visitor) {
        for (int chunk = 0; chunk < offsets.length; chunk++) {
            if (lastSeq[chunk] < seq) {
                continue;
            }
            List<ManifestItem> items = items(chunk);
            lastSeq[chunk] = items.isEmpty() ? -1 : items.get(items.size() - 1).seq();
            for (ManifestItem item : items) {
                if (item.seq() >= seq && !visitor.test(item)) {
                    return;
                }
            }
        }
    }

    /** A part's lines; the part that was read last is kept, since the next lines that are asked for are often in it. */
    private List<ManifestItem> items(int chunk) {
        if (chunk != lastPart) {
            lastItems = part(chunk).items();
            lastPart = chunk;
        }
        return lastItems;
    }

    private ManifestChunk part(int chunk) {
        List<ConsumerRecord<byte[], byte[]>> records = log.manifests(window.partition(), new long[] {offsets[chunk]});
        if (records.isEmpty() || records.get(0).value() == null) {
            throw new IllegalStateException(
                    "part " + chunk + " of the manifest of " + window + " is gone from offset " + offsets[chunk]);
        }
        return ManifestCodec.decode(records.get(0).value());
    }
}
