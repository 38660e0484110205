package dev.batchline.schemas;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Splits a window's manifest into parts that fit a record, one line after the other, with one part in memory. The same
 * lines always give the same parts, so a caller that must name their number in the first one counts them in a pass
 * of its own with {@link #count}.
 */
public final class ManifestChunker {
    /**
     * The largest part as JSON before compression. Gzip adds at most some dozen bytes to what it cannot shrink, so that
     * no part is above 512 KB on the wire, whatever its text.
     */
    public static final int PART_MAX_BYTES = 500_000;

    private static final int FRAME_BYTES = 200;
    private static final JsonCodec<ManifestItem> ITEM = new JsonCodec<>(ManifestItem.class, 0);

    private List<ManifestItem> items = new ArrayList<>();
    private int bytes = FRAME_BYTES;
    private int chunks;

    /**
     * Takes the next line; gives the part that ends before it, if this line no longer fits into it. A line that is
     * larger than a part stands in a part of its own.
     */
    public Optional<List<ManifestItem>> add(ManifestItem item) {
        int size = ITEM.encode(item).length + 1;
        Optional<List<ManifestItem>> full = Optional.empty();
        if (!items.isEmpty() && bytes + size > PART_MAX_BYTES) {
            full = Optional.of(take());
        }
        items.add(item);
        bytes += size;
        return full;
    }

    /** The last part, if any line was taken since the part before it. */
    public Optional<List<ManifestItem>> finish() {
        return items.isEmpty() ? Optional.empty() : Optional.of(take());
    }

    /** How many parts it has given so far. */
    public int chunks() {
        return chunks;
    }

    /** How many parts these lines give. */
    public static int count(Iterable<ManifestItem> lines) {
        ManifestChunker chunker = new ManifestChunker();
        lines.forEach(chunker::add);
        chunker.finish();
        return chunker.chunks();
    }

    /** The parts of a manifest that is in memory as a whole. */
    public static List<ManifestChunk> split(WindowId windowId, List<ManifestItem> lines) {
        ManifestChunker chunker = new ManifestChunker();
        List<List<ManifestItem>> parts = new ArrayList<>();
        lines.forEach(line -> chunker.add(line).ifPresent(parts::add));
        chunker.finish().ifPresent(parts::add);
        List<ManifestChunk> result = new ArrayList<>();
        for (List<ManifestItem> part : parts) {
            result.add(new ManifestChunk(ManifestChunk.FORMAT, windowId, result.size(), parts.size(), part));
        }
        return result;
    }

    private List<ManifestItem> take() {
        List<ManifestItem> part = List.copyOf(items);
        items = new ArrayList<>();
        bytes = FRAME_BYTES;
        chunks++;
        return part;
    }
}
