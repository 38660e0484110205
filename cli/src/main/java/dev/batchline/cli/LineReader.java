package dev.batchline.cli;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Reads lines as bytes, one at a time, and never holds more of a line than a limit. */
public final class LineReader {
    private final InputStream in;
    private final int limit;
    private long number;
    private long length;

    /** A line longer than the limit is passed over but for its first bytes. */
    public LineReader(InputStream in, int limit) {
        this.in = new BufferedInputStream(in, 64 * 1024);
        this.limit = limit;
    }

    /** The next line without its end, cut off at the limit; null after the last one. */
    public byte @Nullable [] next() throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        length = 0;
        int octet = in.read();
        if (octet < 0) {
            return null;
        }
        number++;
        for (; octet >= 0 && octet != '\n'; octet = in.read()) {
            length++;
            if (length <= limit) {
                line.write(octet);
            }
        }
        return withoutCarriageReturn(line.toByteArray());
    }

    /** The number of the line that was read last, from 1. */
    public long number() {
        return number;
    }

    /** The length in bytes of the line that was read last. */
    public long length() {
        return length;
    }

    /** Whether the line that was read last is longer than the limit. */
    public boolean cutOff() {
        return length > limit;
    }

    private static byte[] withoutCarriageReturn(byte[] line) {
        boolean ends = line.length > 0 && line[line.length - 1] == '\r';
        return ends ? Arrays.copyOf(line, line.length - 1) : line;
    }
}
