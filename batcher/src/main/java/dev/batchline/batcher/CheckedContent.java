package dev.batchline.batcher;

import dev.batchline.providers.UploadContent;
import dev.batchline.schemas.WindowFacts;
import java.io.BufferedInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** A spool file on its way to the provider: what is read is counted and digested, and compared with the facts. */
final class CheckedContent implements UploadContent {
    private static final int BUFFER = 64 * 1024;

    private final Path path;
    private final WindowFacts facts;
    private boolean agrees;

    CheckedContent(Path path, WindowFacts facts) {
        this.path = path;
        this.facts = facts;
    }

    @Override
    public long length() {
        return facts.bytes();
    }

    @Override
    public InputStream open() throws IOException {
        agrees = false;
        return new Digesting(new BufferedInputStream(Files.newInputStream(path), BUFFER));
    }

    /** Whether the file is as long as the facts say. */
    boolean lengthAgrees() throws IOException {
        return Files.size(path) == facts.bytes();
    }

    /** Whether the stream that was opened last was read to its end and was what the facts say. */
    boolean agrees() {
        return agrees;
    }

    /** Digests lines as they are read. */
    private final class Digesting extends FilterInputStream {
        private final LineDigest digest = new LineDigest();
        private boolean atLineStart = true;
        private int lines;
        private long bytes;

        Digesting(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            int read = super.read(buffer, offset, length);
            if (read > 0) {
                take(buffer, offset, read);
            }
            return read;
        }

        private void take(byte[] buffer, int offset, int read) {
            bytes += read;
            int from = offset;
            for (int at = offset; at < offset + read; at++) {
                if (buffer[at] == '\n') {
                    digest.addPart(buffer, from, at - from, atLineStart);
                    digest.endLine();
                    lines++;
                    atLineStart = true;
                    from = at + 1;
                }
            }
            if (from < offset + read) {
                digest.addPart(buffer, from, offset + read - from, atLineStart);
                atLineStart = false;
            }
            agrees = atLineStart
                    && lines == facts.requests()
                    && bytes == facts.bytes()
                    && digest.text().equals(facts.digest());
        }
    }
}
