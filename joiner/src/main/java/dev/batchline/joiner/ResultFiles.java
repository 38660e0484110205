package dev.batchline.joiner;

import dev.batchline.providers.LineCodec;
import dev.batchline.providers.ResultItem;
import dev.batchline.providers.UnreadableLineException;
import dev.batchline.schemas.RequestEvent;
import java.io.Closeable;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The result files of a batch on disk, and where in them each line of the window has its result: the first one that
 * stands there. It holds some dozen bytes a line and no results.
 */
final class ResultFiles {
    private static final int NONE = -1;
    private static final LineCodec NO_LINES = new LineCodec() {
        @Override
        public byte[] requestLine(RequestEvent event, String customId) {
            throw new UnsupportedOperationException("a window without a batch has no lines");
        }

        @Override
        public ResultItem resultLine(byte[] line) {
            throw new UnsupportedOperationException("a window without a batch has no lines");
        }
    };

    private final LineCodec codec;
    private final List<Path> files = new ArrayList<>();
    private final byte[] fileOf;
    private final long[] positionOf;
    private final int[] lengthOf;
    private long answers;
    private long failures;
    private long foreign;
    private long repeated;
    private boolean partial;

    /** No files yet, of a window with so many lines. */
    ResultFiles(LineCodec codec, int lines) {
        this.codec = codec;
        this.fileOf = new byte[lines];
        this.positionOf = new long[lines];
        this.lengthOf = new int[lines];
        Arrays.fill(fileOf, (byte) NONE);
    }

    /** The results of a window that has no batch: none. */
    static ResultFiles none(int lines) {
        return new ResultFiles(NO_LINES, lines);
    }

    /** Reads a file through once and takes note of its lines. */
    void add(Path file, Map<String, Integer> seqOfWireId) throws IOException {
        files.add(file);
        try (LineReader lines = new LineReader(file)) {
            for (byte[] line = lines.next(); line != null; line = lines.next()) {
                if (!isBlank(line)) {
                    take(line, lines, seqOfWireId);
                }
            }
        }
    }

    private void take(byte[] line, LineReader lines, Map<String, Integer> seqOfWireId) {
        ResultItem item;
        try {
            item = codec.resultLine(line);
        } catch (UnreadableLineException e) {
            foreign++;
            partial |= !lines.terminated();
            return;
        }
        Integer seq = seqOfWireId.get(item.customId());
        if (seq == null) {
            foreign++;
        } else if (fileOf[seq] != NONE) {
            repeated++;
        } else {
            fileOf[seq] = (byte) (files.size() - 1);
            positionOf[seq] = lines.start();
            lengthOf[seq] = line.length;
            if (item.success()) {
                answers++;
            } else {
                failures++;
            }
        }
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

    /** Opens the files to read results from. */
    Reader open() throws IOException {
        return new Reader();
    }

    /** Deletes the files. */
    void delete() throws IOException {
        for (Path file : files) {
            Files.deleteIfExists(file);
        }
    }

    private static boolean isBlank(byte[] line) {
        for (byte b : line) {
            if (b != ' ' && b != '\t' && b != '\r') {
                return false;
            }
        }
        return true;
    }

    /** Reads single results. */
    final class Reader implements Closeable {
        private final List<RandomAccessFile> open = new ArrayList<>();

        private Reader() throws IOException {
            try {
                for (Path file : files) {
                    open.add(new RandomAccessFile(file.toFile(), "r"));
                }
            } catch (IOException e) {
                close();
                throw e;
            }
        }

        /** The result of a line of the window, if it has one. */
        Optional<ResultItem> read(int seq) throws IOException {
            if (fileOf[seq] == NONE) {
                return Optional.empty();
            }
            RandomAccessFile file = open.get(fileOf[seq]);
            byte[] line = new byte[lengthOf[seq]];
            file.seek(positionOf[seq]);
            file.readFully(line);
            return Optional.of(codec.resultLine(line));
        }

        @Override
        public void close() throws IOException {
            for (RandomAccessFile file : open) {
                file.close();
            }
        }
    }
}
