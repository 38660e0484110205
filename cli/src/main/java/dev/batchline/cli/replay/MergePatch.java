package dev.batchline.cli.replay;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.core.StreamWriteFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/**
 * A change to requests in the form of RFC 7396: fields replace those of the same name, null takes them away. Numbers
 * keep all of their digits.
 *
 * @param change the patch
 */
record MergePatch(ObjectNode change) {
    private static final String CUSTOM_ID = "custom_id";

    private static final JsonMapper JSON = JsonMapper.builder(JsonFactory.builder()
                    .streamReadConstraints(StreamReadConstraints.builder()
                            .maxStringLength(Integer.MAX_VALUE)
                            .maxNumberLength(100_000)
                            .build())
                    .build())
            .enable(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .disable(StreamWriteFeature.WRITE_BIGDECIMAL_AS_PLAIN)
            .disable(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES)
            .build();

    /** Reads a patch; throws {@link IllegalArgumentException} if it is none that may be applied to requests. */
    static MergePatch parse(byte[] json) {
        JsonNode read;
        try {
            read = JSON.readTree(json);
        } catch (IOException e) {
            throw new IllegalArgumentException("it is not JSON, or a name stands twice in one of its objects", e);
        }
        if (!(read instanceof ObjectNode object)) {
            throw new IllegalArgumentException("it is not a JSON object");
        }
        if (object.isEmpty()) {
            throw new IllegalArgumentException("it is empty and would change nothing");
        }
        if (object.has(CUSTOM_ID)) {
            throw new IllegalArgumentException(
                    "it names custom_id, which has to stay: it is by what the answer is found");
        }
        return new MergePatch(object);
    }

    /** The changed request; nothing if the value is no JSON object without repeated names. */
    Optional<byte[]> apply(byte[] value) {
        try {
            return JSON.readTree(value) instanceof ObjectNode request
                    ? Optional.of(JSON.writeValueAsBytes(merge(request, change)))
                    : Optional.empty();
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The patch in one form, whatever white space it was written with. */
    String text() {
        return change.toString();
    }

    private static ObjectNode merge(ObjectNode target, ObjectNode patch) {
        for (Map.Entry<String, JsonNode> field : patch.properties()) {
            JsonNode value = field.getValue();
            if (value.isNull()) {
                target.remove(field.getKey());
            } else if (value instanceof ObjectNode object) {
                ObjectNode within =
                        target.get(field.getKey()) instanceof ObjectNode old ? old : JSON.createObjectNode();
                target.set(field.getKey(), merge(within, object));
            } else {
                target.set(field.getKey(), value);
            }
        }
        return target;
    }
}
