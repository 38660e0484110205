package dev.batchline.joiner;

import dev.batchline.providers.LineCodec;
import dev.batchline.providers.ResultItem;
import dev.batchline.providers.UnreadableLineException;
import java.io.BufferedInputStream;
import java.io.Closeable;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * The result files of a batch on disk, and where in them each line of the window has its result: the first one that
 * stands there. It holds some dozen bytes a line and no results.
 */
final class ResultFiles {
    private static final int NONE = -1;
    private static final int TOO_LONG = -1;

    private final @Nullable LineCodec codec;
    private final int longest;
    private final List<Source> files = new ArrayList<>();
    private final byte[] fileOf;
    private final long[] positionOf;
    private final int[] lengthOf;
    private long answers;
    private long failures;
    private long foreign;
    private long repeated;
    private boolean partial;

    /**
     * No files yet, of a window with so many lines.
     *
     * @param codec reads the lines; null if there will be none
     * @param longest no line above this is ever in memory
     */
    ResultFiles(@Nullable LineCodec codec, int lines, int longest) {
        this.codec = codec;
        this.longest = longest;
        this.fileOf = new byte[lines];
        this.positionOf = new long[lines];
        this.lengthOf = new int[lines];
        Arrays.fill(fileOf, (byte) NONE);
    }

    /** Reads a file through once and takes note of its lines. */
    void add(Path file, String fileId, Map<String, Integer> seqOfWireId) throws IOException {
        files.add(new Source(file, fileId));
        try (LineReader lines = new LineReader(file, longest)) {
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                if (lines.tooLong()) {
                    takeLong(file, lines, seqOfWireId);
                } else if (!isBlank(line)) {
                    take(line, lines, seqOfWireId);
                }
            }
        }
    }

    private void take(byte[] line, LineReader lines, Map<String, Integer> seqOfWireId) {
        ResultItem item;
        try {
            item = codec().resultLine(line);
        } catch (UnreadableLineException e) {
            foreign++;
            partial |= !lines.terminated();
            return;
        }
        if (note(seqOfWireId.get(item.customId()), lines.start(), line.length)) {
            if (item.success()) {
                answers++;
            } else {
                failures++;
            }
        }
    }

    /** A line that is too long for its topic: all that is wanted of it is whose it is. */
    private void takeLong(Path file, LineReader lines, Map<String, Integer> seqOfWireId) throws IOException {
        Optional<String> id;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            channel.position(lines.start());
            InputStream rest = new BufferedInputStream(Channels.newInputStream(channel), 64 * 1024);
            id = StreamedLine.customId(rest);
        }
        partial |= !lines.terminated() && id.isEmpty();
        if (note(id.map(seqOfWireId::get).orElse(null), lines.start(), TOO_LONG)) {
            answers++;
        }
    }

    private boolean note(@Nullable Integer seq, long position, int length) {
        if (seq == null) {
            foreign++;
            return false;
        }
        if (fileOf[seq] != NONE) {
            repeated++;
            return false;
        }
        fileOf[seq] = (byte) (files.size() - 1);
        positionOf[seq] = position;
        lengthOf[seq] = length;
        return true;
    }

    /** Takes note of a file that the provider named and does not have. */
    void gone() {
        partial = true;
    }

    /** What was found. */
    EndPolicy.Found found() {
        return new EndPolicy.Found(answers, failures, fileOf.length - answers - failures, partial);
    }

    /** Lines that are no result, or none of this window. */
    long foreign() {
        return foreign;
    }

    /** Lines of an item that had one already. */
    long repeated() {
        return repeated;
    }

    /** The provider's id of the file that the line's result stands in; empty if it has none. */
    Optional<String> fileId(int seq) {
        return fileOf[seq] == NONE ? Optional.empty() : Optional.of(files.get(fileOf[seq]).id);
    }

    /** Whether the line's result is too long to be read. */
    boolean tooLong(int seq) {
        return fileOf[seq] != NONE && lengthOf[seq] == TOO_LONG;
    }

    /** Opens the files to read results from. */
    Reader open() throws IOException {
        return new Reader();
    }

    private LineCodec codec() {
        if (codec == null) {
            throw new IllegalStateException("a window without a batch has no result lines");
        }
        return codec;
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }

    /**
     * One of the files.
     *
     * @param path where it lies
     * @param id the provider's id of it
     */
    private record Source(Path path, String id) {}

    /** Reads single results. */
    final class Reader implements Closeable {
        private final List<FileChannel> open = new ArrayList<>();

        private Reader() throws IOException {
            try {
                for (Source file : files) {
                    open.add(FileChannel.open(file.path, StandardOpenOption.READ));
                }
            } catch (IOException e) {
                close();
                throw e;
            }
        }

        /** The result of a line of the window, if it has one that can be read. */
        Optional<ResultItem> read(int seq) throws IOException {
            if (fileOf[seq] == NONE || lengthOf[seq] == TOO_LONG) {
                return Optional.empty();
            }
            ByteBuffer line = ByteBuffer.allocate(lengthOf[seq]);
            while (line.hasRemaining()) {
                if (open.get(fileOf[seq]).read(line, positionOf[seq] + line.position()) < 0) {
                    throw new EOFException("a result file has become shorter: " + files.get(fileOf[seq]).path);
                }
            }
            return Optional.of(codec().resultLine(line.array()));
        }

        @Override
        public void close() throws IOException {
            for (FileChannel file : open) {
                file.close();
            }
        }
    }
}
