package dev.batchline.schemas;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;

/** Turns a part of a manifest into gzipped JSON and back; thousands of similar lines shrink to about a tenth. */
public final class ManifestCodec {
    private static final JsonCodec<ManifestChunk> JSON = new JsonCodec<>(ManifestChunk.class, ManifestChunk.FORMAT);

    private ManifestCodec() {}

    /** The part as gzipped JSON. */
    public static byte[] encode(ManifestChunk chunk) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (GZIPOutputStream gzip = new GZIPOutputStream(bytes)) {
            gzip.write(JSON.encode(chunk));
        } catch (IOException e) {
            throw new UncheckedIOException("gzip into memory", e);
        }
        return bytes.toByteArray();
    }

    /** Reads a part; throws {@link UnreadableRecordException} if it is none. */
    public static ManifestChunk decode(byte[] gzipped) {
        return JSON.decode(unzip(gzipped));
    }

    static byte[] unzip(byte[] gzipped) {
        try (GZIPInputStream gzip = new GZIPInputStream(new ByteArrayInputStream(gzipped))) {
            return gzip.readAllBytes();
        } catch (IOException e) {
            throw new UnreadableRecordException("not a gzipped manifest", e);
        }
    }
}
