package dev.batchline.batcher;

import dev.batchline.schemas.ManifestItem;
import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The JSONL file of one window on disk, with its sidecar. It is written by one thread and read by another only after
 * {@link #close}; it may be deleted at any time and is made again from the lanes topic.
 */
final class SpoolFile implements AutoCloseable {
    private static final int BUFFER = 64 * 1024;

    private final Path lines;
    private final Path sidecar;
    private @Nullable OutputStream linesOut;
    private @Nullable DataOutputStream sidecarOut;
    private long bytes;

    SpoolFile(Path directory, String window) {
        this.lines = directory.resolve(window + ".jsonl");
        this.sidecar = directory.resolve(window + ".sidecar");
    }

    /** Appends a line and what the manifest will say of it. */
    void append(SpoolEntry entry) throws IOException {
        bytes += entry.diskBytes();
        OutputStream out = linesOut;
        DataOutputStream beside = sidecarOut;
        if (out == null || beside == null) {
            Files.createDirectories(lines.getParent());
            out = open(lines);
            linesOut = out;
            beside = new DataOutputStream(open(sidecar));
            sidecarOut = beside;
        }
        out.write(entry.line());
        out.write('\n');
        Sidecar.write(beside, entry.item());
    }

    /** What was appended takes so many bytes, with the sidecar. */
    long bytes() {
        return bytes;
    }

    Path lines() {
        return lines;
    }

    /** Whether there is a file. */
    boolean exists() {
        return Files.exists(lines) && Files.exists(sidecar);
    }

    /** Visits what the manifest will say of each line, in order. */
    void items(ItemVisitor visitor) throws IOException {
        try (DataInputStream in = new DataInputStream(new BufferedInputStream(Files.newInputStream(sidecar), BUFFER))) {
            for (Optional<ManifestItem> item = Sidecar.read(in); item.isPresent(); item = Sidecar.read(in)) {
                visitor.visit(item.get());
            }
        }
    }

    /** Writes out what is buffered. The file may be appended to again. */
    @Override
    public void close() throws IOException {
        OutputStream out = linesOut;
        DataOutputStream beside = sidecarOut;
        linesOut = null;
        sidecarOut = null;
        try {
            if (out != null) {
                out.close();
            }
        } finally {
            if (beside != null) {
                beside.close();
            }
        }
    }

    /** Deletes the file, if there is one. */
    void delete() throws IOException {
        try {
            close();
        } finally {
            Files.deleteIfExists(lines);
            Files.deleteIfExists(sidecar);
        }
    }

    private static OutputStream open(Path path) throws IOException {
        return new BufferedOutputStream(
                Files.newOutputStream(path, StandardOpenOption.CREATE, StandardOpenOption.APPEND), BUFFER);
    }

    /** Takes the items of a sidecar. */
    interface ItemVisitor {
        void visit(ManifestItem item) throws IOException;
    }
}
