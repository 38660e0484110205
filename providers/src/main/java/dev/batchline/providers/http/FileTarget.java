package dev.batchline.providers.http;

import dev.batchline.providers.Downloaded;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.ProtocolException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.zip.GZIPInputStream;
import okhttp3.Response;
import okhttp3.ResponseBody;

/** A file that a reply's body is copied to: it appears under its name when it is whole, or not at all. */
public final class FileTarget {
    private static final int CHUNK = 64 * 1024;

    private final Path target;

    public FileTarget(Path target) {
        this.target = target.toAbsolutePath();
    }

    /**
     * Copies the body through a file beside the target, if it takes no more than this many bytes. A body that ends
     * before the length it announced is an {@link IOException}, trouble with the disk a {@link LocalIoException}.
     */
    public Downloaded receive(Response reply, long room) throws IOException {
        Path part = partFile();
        try {
            Downloaded copied = copy(reply, part, room);
            if (copied.whole()) {
                place(part);
            }
            return copied;
        } finally {
            Files.deleteIfExists(part);
        }
    }

    private Path partFile() throws LocalIoException {
        try {
            return Files.createTempFile(target.getParent(), target.getFileName() + ".", ".part");
        } catch (IOException e) {
            throw new LocalIoException("Cannot write beside " + target + ": " + e, e);
        }
    }

    private Downloaded copy(Response reply, Path part, long room) throws IOException {
        ResponseBody body = reply.body();
        long announced = body.contentLength();
        boolean packed = "gzip".equalsIgnoreCase(reply.header("Content-Encoding"));
        if (announced > room) {
            return new Downloaded(announced, false);
        }
        try (InputStream in = packed ? new GZIPInputStream(body.byteStream()) : body.byteStream();
                OutputStream out = open(part)) {
            long bytes = copy(in, out, room);
            if (bytes <= room && !packed && announced >= 0 && bytes != announced) {
                throw new TruncatedReplyException("expected " + announced + " bytes, got " + bytes);
            }
            return new Downloaded(bytes, bytes <= room);
        } catch (ProtocolException | EOFException e) {
            throw new TruncatedReplyException("expected " + announced + " bytes: " + e.getMessage(), e);
        }
    }

    private OutputStream open(Path part) throws LocalIoException {
        try {
            return Files.newOutputStream(part);
        } catch (IOException e) {
            throw new LocalIoException("Cannot write " + part + ": " + e, e);
        }
    }

    /** Copies what there is room for; answers how many bytes came, which may be more. */
    private long copy(InputStream in, OutputStream out, long room) throws IOException {
        byte[] chunk = new byte[CHUNK];
        long bytes = 0;
        for (int read = in.read(chunk); read >= 0; read = in.read(chunk)) {
            bytes += read;
            if (bytes > room) {
                return bytes;
            }
            try {
                out.write(chunk, 0, read);
            } catch (IOException e) {
                throw new LocalIoException("Cannot write beside " + target + ": " + e, e);
            }
        }
        return bytes;
    }

    private void place(Path part) throws LocalIoException {
        try {
            Files.move(part, target, StandardCopyOption.REPLACE_EXISTING, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new LocalIoException("Cannot move a download to " + target + ": " + e, e);
        }
    }
}
