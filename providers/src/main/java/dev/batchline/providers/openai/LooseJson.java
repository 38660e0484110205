package dev.batchline.providers.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads fields that services fill in their own ways; what says nothing is null. */
final class LooseJson {
    /** The year 5138 in seconds, 1973 in milliseconds. */
    private static final double FIRST_MILLIS = 1e11;

    private static final Pattern NUMBER = Pattern.compile("\\d{1,16}(\\.\\d{0,9})?");

    private LooseJson() {}

    /** The field as text; null for what is absent, null, blank, an object or an array. */
    static @Nullable String text(JsonNode object, String field) {
        JsonNode value = object.path(field);
        String text = value.isValueNode() && !value.isNull() ? value.asText() : "";
        return text.isBlank() ? null : text;
    }

    /** The field as a whole number, which may be written as text; {@code otherwise} for all else. */
    static long number(JsonNode object, String field, long otherwise) {
        double number = numeric(object.path(field));
        return Double.isFinite(number) ? (long) number : otherwise;
    }

    /** The field as a time: Unix seconds, milliseconds (Portkey) or ISO text (Azure, Together). */
    static @Nullable Instant instant(JsonNode object, String field) {
        double number = numeric(object.path(field));
        if (Double.isFinite(number)) {
            return number <= 0 ? null : Instant.ofEpochMilli((long) (number < FIRST_MILLIS ? number * 1000 : number));
        }
        String text = text(object, field);
        return text == null ? null : iso(text.strip());
    }

    /** The number that a node is or spells; NaN for all else. */
    private static double numeric(JsonNode value) {
        if (value.isNumber()) {
            return value.doubleValue();
        }
        boolean spelled =
                value.isTextual() && NUMBER.matcher(value.asText().strip()).matches();
        return spelled ? Double.parseDouble(value.asText().strip()) : Double.NaN;
    }

    private static @Nullable Instant iso(String text) {
        String iso = text.replaceFirst("^(\\d{4}-\\d\\d-\\d\\d) ", "$1T");
        try {
            return OffsetDateTime.parse(iso).toInstant();
        } catch (DateTimeException withoutOffset) {
            return local(iso);
        }
    }

    private static @Nullable Instant local(String iso) {
        try {
            return LocalDateTime.parse(iso).toInstant(ZoneOffset.UTC);
        } catch (DateTimeException noTime) {
            return null;
        }
    }
}
