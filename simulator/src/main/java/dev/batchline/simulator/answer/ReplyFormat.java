package dev.batchline.simulator.answer;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.stream.StreamSupport;

/** Puts a text into the JSON form that a request asks its answer to have. */
final class ReplyFormat {

    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;
    private static final int DEEPEST = 16;

    private ReplyFormat() {}

    /** The text as it is, in an object, or laid out along a JSON schema: chat's {@code response_format}. */
    static String apply(JsonNode format, String text) {
        return switch (format.path("type").asText()) {
            case "json_object" -> JSON.objectNode().put("answer", text).toString();
            case "json_schema" -> {
                JsonNode schema = format.has("schema")
                        ? format.path("schema")
                        : format.path("json_schema").path("schema");
                yield value(schema, text, 0).toString();
            }
            default -> text;
        };
    }

    private static JsonNode value(JsonNode schema, String text, int depth) {
        if (schema.path("enum").isArray()) {
            return pick(schema.path("enum"), text);
        }
        JsonNode type = schema.path("type");
        return switch ((type.isArray() ? type.path(0) : type).asText()) {
            case "object" -> object(schema, text, depth);
            case "array" -> JSON.arrayNode();
            case "integer", "number" -> JSON.numberNode(0);
            case "boolean" -> JSON.booleanNode(false);
            case "null" -> JSON.nullNode();
            default -> JSON.textNode(text);
        };
    }

    private static JsonNode object(JsonNode schema, String text, int depth) {
        ObjectNode object = JSON.objectNode();
        if (depth < DEEPEST) {
            schema.path("properties")
                    .properties()
                    .forEach(property -> object.set(property.getKey(), value(property.getValue(), text, depth + 1)));
        }
        return object;
    }

    private static JsonNode pick(JsonNode choices, String text) {
        List<String> labels = StreamSupport.stream(choices.spliterator(), false)
                .filter(JsonNode::isTextual)
                .map(JsonNode::textValue)
                .toList();
        return labels.isEmpty() ? choices.path(0) : JSON.textNode(new Labels(labels, "").pick(text));
    }
}
