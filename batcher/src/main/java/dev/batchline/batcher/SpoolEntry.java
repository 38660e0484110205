package dev.batchline.batcher;

import dev.batchline.schemas.Header;
import dev.batchline.schemas.ManifestItem;
import java.nio.charset.StandardCharsets;

/**
 * A line on its way into a spool file.
 *
 * @param line what the provider gets, without a line feed
 * @param item what the manifest says of it
 */
record SpoolEntry(byte[] line, ManifestItem item) {
    /** Names, numbers and a wire id in an item's JSON. */
    private static final long ITEM_BYTES = 200;

    /** Names and quotes in a header's JSON. */
    private static final long HEADER_BYTES = 24;

    /** What the manifest takes for the line, about: JSON with the values of headers in base64. */
    long manifestBytes() {
        long bytes = ITEM_BYTES + utf8Length(item.customId());
        for (Header header : item.headers()) {
            byte[] value = header.value();
            bytes += HEADER_BYTES + utf8Length(header.key()) + (value == null ? 0 : 4L * Math.ceilDiv(value.length, 3));
        }
        return bytes;
    }

    /** What a spool file and its sidecar take for the line. */
    long diskBytes() {
        return line.length + 1L + Sidecar.bytes(item);
    }

    private static int utf8Length(String text) {
        return text.getBytes(StandardCharsets.UTF_8).length;
    }
}
