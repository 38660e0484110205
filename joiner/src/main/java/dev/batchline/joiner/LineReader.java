package dev.batchline.joiner;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * Reads the lines of a file with their positions; the last one may lack its line feed. A line above a bound is passed
 * over and never in memory as a whole.
 */
final class LineReader implements Closeable {
    private static final int BUFFER = 256 * 1024;
    private static final byte[] NOTHING = {};

    private final InputStream in;
    private final int longest;
    private final byte[] buffer = new byte[BUFFER];
    private int at;
    private int end;
    private byte[] line = new byte[8 * 1024];
    private long length;
    private long position;
    private long start;
    private boolean terminated;

    LineReader(Path file, int longest) throws IOException {
        this.in = Files.newInputStream(file);
        this.longest = longest;
    }

    /** The next line without its line feed, empty if it is above the bound; null at the end of the file. */
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
        if (tooLong()) {
            return NOTHING;
        }
        return terminated || length > 0 ? Arrays.copyOf(line, (int) length) : null;
    }

    /** Whether the last line is above the bound. */
    boolean tooLong() {
        return length > longest;
    }

    /** How long the last line is, without its line feed. */
    long length() {
        return length;
    }

    /** Where the last line begins in the file. */
    long start() {
        return start;
    }

    /** Whether the last line ends with a line feed. */
    boolean terminated() {
        return terminated;
    }

    /** How much memory is set aside for lines. */
    int room() {
        return line.length;
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
        if (length + bytes <= longest) {
            int needed = (int) length + bytes;
            if (needed > line.length) {
                line = Arrays.copyOf(line, (int) Math.min(longest, Math.max(2L * line.length, needed)));
            }
            System.arraycopy(buffer, at, line, (int) length, bytes);
        }
        length += bytes;
    }
}
