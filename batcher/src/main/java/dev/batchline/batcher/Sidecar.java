package dev.batchline.batcher;

import dev.batchline.schemas.Header;
import dev.batchline.schemas.ManifestItem;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The file beside a spool file: for each line what the manifest will say of it. A cache like the spool itself. */
final class Sidecar {
    private static final int NOTHING = -1;
    private static final int NUMBERS = 3 * Integer.BYTES + 2 * Long.BYTES;

    private Sidecar() {}

    static void write(DataOutputStream out, ManifestItem item) throws IOException {
        out.writeInt(item.seq());
        out.writeLong(item.offset());
        writeText(out, item.customId());
        writeText(out, item.wireId());
        out.writeLong(item.tokens());
        out.writeInt(item.attempt());
        out.writeInt(item.headers().size());
        for (Header header : item.headers()) {
            writeText(out, header.key());
            writeBytes(out, header.value());
        }
    }

    /** How many bytes {@link #write} writes. */
    static long bytes(ManifestItem item) {
        long bytes = NUMBERS + bytes(item.customId()) + bytes(item.wireId());
        for (Header header : item.headers()) {
            byte[] value = header.value();
            bytes += bytes(header.key()) + Integer.BYTES + (value == null ? 0 : value.length);
        }
        return bytes;
    }

    private static long bytes(@Nullable String text) {
        return Integer.BYTES + (text == null ? 0L : text.getBytes(StandardCharsets.UTF_8).length);
    }

    /** The next item, or nothing at the end of the file. */
    static Optional<ManifestItem> read(DataInputStream in) throws IOException {
        int first = in.read();
        if (first < 0) {
            return Optional.empty();
        }
        int seq = first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
        long offset = in.readLong();
        String customId = readText(in);
        String wireId = readText(in);
        long tokens = in.readLong();
        int attempt = in.readInt();
        int count = in.readInt();
        List<Header> headers = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            headers.add(new Header(required(readText(in)), readBytes(in)));
        }
        return Optional.of(new ManifestItem(seq, offset, required(customId), wireId, tokens, attempt, headers));
    }

    private static void writeText(DataOutputStream out, @Nullable String text) throws IOException {
        writeBytes(out, text == null ? null : text.getBytes(StandardCharsets.UTF_8));
    }

    private static void writeBytes(DataOutputStream out, byte @Nullable [] bytes) throws IOException {
        out.writeInt(bytes == null ? NOTHING : bytes.length);
        if (bytes != null) {
            out.write(bytes);
        }
    }

    private static @Nullable String readText(DataInputStream in) throws IOException {
        byte[] bytes = readBytes(in);
        return bytes == null ? null : new String(bytes, StandardCharsets.UTF_8);
    }

    private static byte @Nullable [] readBytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length == NOTHING) {
            return null;
        }
        byte[] bytes = in.readNBytes(Math.max(length, 0));
        if (bytes.length != length) {
            throw new IOException("the sidecar of a spool file is torn");
        }
        return bytes;
    }

    private static String required(@Nullable String text) throws IOException {
        if (text == null) {
            throw new IOException("the sidecar of a spool file is torn");
        }
        return text;
    }
}
