package dev.batchline.joiner;

import dev.batchline.schemas.ManifestCodec;
import dev.batchline.schemas.ManifestItem;
import dev.batchline.schemas.WindowId;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/**
 * A window's manifest as a file, copied once from its topic: one part is in memory at a time, and parts that end before
 * the wanted line are not read. Calls block; one at a time.
 */
final class Manifest {
    private static final int PARTS_AT_ONCE = 8;

    private final Path file;
    private final int[] lastSeq;
    private final long[] ends;
    private int lastPart = -1;
    private List<ManifestItem> lastItems = List.of();

    private Manifest(Path file, int parts) {
        this.file = file;
        this.lastSeq = new int[parts];
        this.ends = new long[parts];
    }

    /**
     * Copies a manifest and visits every line of it in order. Throws {@link IllegalStateException} if a part is gone.
     *
     * @param offsets of its parts in the manifests topic, by part
     */
    static Manifest copy(RecordLog log, WindowId window, long[] offsets, Path file, Consumer<ManifestItem> visitor)
            throws IOException {
        Manifest manifest = new Manifest(file, offsets.length);
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            long end = 0;
            for (int from = 0; from < offsets.length; from += PARTS_AT_ONCE) {
                long[] some = Arrays.copyOfRange(offsets, from, Math.min(offsets.length, from + PARTS_AT_ONCE));
                List<byte[]> parts = read(log, window, some);
                for (int i = 0; i < some.length; i++) {
                    byte[] part = parts.get(i);
                    out.write(part);
                    end += part.length;
                    List<ManifestItem> items = ManifestCodec.decode(part).items();
                    manifest.ends[from + i] = end;
                    manifest.lastSeq[from + i] =
                            items.isEmpty() ? -1 : items.get(items.size() - 1).seq();
                    items.forEach(visitor);
                }
            }
        }
        return manifest;
    }

    /** How large its file is. */
    long bytes() {
        return ends.length == 0 ? 0 : ends[ends.length - 1];
    }

    /** Visits the lines from this one on, in order, until the visitor returns false. */
    void from(int seq, Predicate<ManifestItem> visitor) {
        for (int part = 0; part < ends.length; part++) {
            if (lastSeq[part] < seq) {
                continue;
            }
            for (ManifestItem item : items(part)) {
                if (item.seq() >= seq && !visitor.test(item)) {
                    return;
                }
            }
        }
    }

    /** A part's lines; the part that was read last is kept, since the next lines that are asked for are often in it. */
    private List<ManifestItem> items(int part) {
        if (part != lastPart) {
            lastItems = ManifestCodec.decode(bytes(part)).items();
            lastPart = part;
        }
        return lastItems;
    }

    private byte[] bytes(int part) {
        long start = part == 0 ? 0 : ends[part - 1];
        byte[] bytes = new byte[(int) (ends[part] - start)];
        try (RandomAccessFile in = new RandomAccessFile(file.toFile(), "r")) {
            in.seek(start);
            in.readFully(bytes);
        } catch (IOException e) {
            throw new UncheckedIOException("the copy of a manifest cannot be read: " + file, e);
        }
        return bytes;
    }

    /** The values at these offsets, which may be in any order. */
    private static List<byte[]> read(RecordLog log, WindowId window, long[] offsets) {
        long[] rising = offsets.clone();
        Arrays.sort(rising);
        List<ConsumerRecord<byte[], byte[]>> records = log.manifests(window.partition(), rising);
        return Arrays.stream(offsets)
                .mapToObj(offset -> records.stream()
                        .filter(record -> record.offset() == offset && record.value() != null)
                        .map(ConsumerRecord::value)
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException(
                                "a part of the manifest of " + window + " is gone from offset " + offset)))
                .toList();
    }
}
