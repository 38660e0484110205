package dev.batchline.schemas;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One record header that is carried from a request to its outcome byte for byte.
 *
 * @param key the header's name; names may repeat
 * @param value its bytes, or null as Kafka allows
 */
public record Header(String key, byte @Nullable [] value) {
    /** A header whose value is UTF-8 text. */
    public static Header of(String key, String text) {
        return new Header(key, text.getBytes(StandardCharsets.UTF_8));
    }

    /** The value read as UTF-8, or an empty text if there is none. */
    public String text() {
        return value == null ? "" : new String(value, StandardCharsets.UTF_8);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof Header that && key.equals(that.key) && Arrays.equals(value, that.value);
    }

    @Override
    public int hashCode() {
        return 31 * key.hashCode() + Arrays.hashCode(value);
    }

    @Override
    public String toString() {
        return key + "=" + text();
    }
}
