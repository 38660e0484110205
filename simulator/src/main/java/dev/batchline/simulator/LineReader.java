package dev.batchline.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;

/** Reads a file line by line into one reused buffer, with the offset of each line. */
final class LineReader {

    /** Lines beyond this length are cut here; nothing that a provider accepts is as long. */
    static final int LONGEST_LINE = 64 << 20;

    private final InputStream source;
    private final byte[] chunk = new byte[64 * 1024];
    private int chunkPosition;
    private int chunkLimit;
    private byte[] line = new byte[8 * 1024];
    private int length;
    private long start;
    private long nextStart;
    private int number;

    LineReader(InputStream source) {
        this.source = source;
    }

    /** Moves to the next line; false at the end of the file. */
    boolean next() throws IOException {
        start = nextStart;
        length = 0;
        boolean any = false;
        while (true) {
            if (chunkPosition == chunkLimit && !fill()) {
                break;
            }
            any = true;
            int end = chunkPosition;
            while (end < chunkLimit && chunk[end] != '\n') {
                end++;
            }
            append(end - chunkPosition);
            boolean lineEnds = end < chunkLimit;
            nextStart += end - chunkPosition + (lineEnds ? 1 : 0);
            chunkPosition = lineEnds ? end + 1 : end;
            if (lineEnds) {
                break;
            }
        }
        number += any ? 1 : 0;
        return any;
    }

    /** The line's bytes from 0 to {@link #length()}, valid until the next one is read. */
    byte[] buffer() {
        return line;
    }

    int length() {
        return length;
    }

    /** Offset of the line's first byte in the file. */
    long start() {
        return start;
    }

    /** Number of the line, from 1. */
    int number() {
        return number;
    }

    boolean blank() {
        for (int i = 0; i < length; i++) {
            if (line[i] != ' ' && line[i] != '\t' && line[i] != '\r') {
                return false;
            }
        }
        return true;
    }

    private boolean fill() throws IOException {
        chunkPosition = 0;
        chunkLimit = Math.max(0, source.read(chunk));
        return chunkLimit > 0;
    }

    private void append(int count) {
        int kept = Math.min(count, LONGEST_LINE - length);
        if (length + kept > line.length) {
            line = Arrays.copyOf(line, Math.max(line.length * 2, length + kept));
        }
        System.arraycopy(chunk, chunkPosition, line, length, kept);
        length += kept;
    }
}
