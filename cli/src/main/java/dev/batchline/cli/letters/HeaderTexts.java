package dev.batchline.cli.letters;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;

/**
 * Headers read with patience: what is missing or of another form is empty.
 *
 * @param headers a record's
 */
public record HeaderTexts(Headers headers) {
    boolean has(String name) {
        return headers.lastHeader(name) != null;
    }

    String text(String name) {
        Header header = headers.lastHeader(name);
        return header == null || header.value() == null ? "" : new String(header.value(), StandardCharsets.UTF_8);
    }

    OptionalInt number(String name) {
        try {
            return OptionalInt.of(Integer.parseInt(text(name)));
        } catch (NumberFormatException e) {
            return OptionalInt.empty();
        }
    }

    OptionalLong longNumber(String name) {
        try {
            return OptionalLong.of(Long.parseLong(text(name)));
        } catch (NumberFormatException e) {
            return OptionalLong.empty();
        }
    }

    OptionalInt binaryInt(String name) {
        Header header = headers.lastHeader(name);
        boolean fits = header != null && header.value() != null && header.value().length == Integer.BYTES;
        return fits ? OptionalInt.of(ByteBuffer.wrap(header.value()).getInt()) : OptionalInt.empty();
    }

    OptionalLong binaryLong(String name) {
        Header header = headers.lastHeader(name);
        boolean fits = header != null && header.value() != null && header.value().length == Long.BYTES;
        return fits ? OptionalLong.of(ByteBuffer.wrap(header.value()).getLong()) : OptionalLong.empty();
    }

    Optional<Instant> instant(String name) {
        try {
            return Optional.of(Instant.parse(text(name)));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }
}
