package dev.batchline.joiner;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads the lines of a file with their positions; the last one may lack its line feed. */
final class LineReader implements Closeable {
    private static final int BUFFER = 256 * 1024;

    private final InputStream in;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;
    private byte[] line = new byte[8 * 1024];
    private int length;
    private long position;
    private long start;
    private boolean terminated;

    LineReader(Path file) throws IOException {
        this.in = Files.newInputStream(file);
    }

    /** The next line without its line feed; null at the end of the file. */
    byte @Nullable [] next() throws IOException {
        start = position;
        length = 0;
        terminated = false;
        while (!terminated && fill()) {
            int stop = at;
            while (stop < end && buffer[stop] != '\n') {
                stop++;
            }
            append(stop - at);
            terminated = stop < end;
            position += stop - at + (terminated ? 1 : 0);
            at = terminated ? stop + 1 : stop;
        }
        return terminated || length > 0 ? Arrays.copyOf(line, length) : null;
    }

    /** Where the last line begins in the file. */
    long start() {
        return start;
    }

    /** Whether the last line ends with a line feed. */
    boolean terminated() {
        return terminated;
    }

    @Override
    public void close() throws IOException {
        in.close();
    }

    private boolean fill() throws IOException {
        if (at == end) {
            at = 0;
            end = Math.max(0, in.read(buffer));
        }
        return end > 0;
    }

    private void append(int bytes) {
        if (length + bytes > line.length) {
            line = Arrays.copyOf(line, Math.max(2 * line.length, length + bytes));
        }
        System.arraycopy(buffer, at, line, length, bytes);
        length += bytes;
    }
}
