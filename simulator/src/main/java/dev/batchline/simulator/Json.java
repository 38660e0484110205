package dev.batchline.simulator;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The JSON codec and the shapes that several wire objects share. */
final class Json {

    static final ObjectMapper MAPPER = new ObjectMapper();

    private Json() {}

    static ObjectNode object() {
        return JsonNodeFactory.instance.objectNode();
    }

    /** A Unix time in seconds, or null. */
    static @Nullable Long seconds(@Nullable Instant instant) {
        return instant == null ? null : instant.getEpochSecond();
    }

    /** A number of seconds, with a fraction only where there is one. */
    static String seconds(Duration duration) {
        return BigDecimal.valueOf(duration.toMillis(), 3).stripTrailingZeros().toPlainString();
    }

    /** One page of a list in the provider's envelope; each item has an {@code id}. */
    static ObjectNode page(List<ObjectNode> items, boolean more) {
        ObjectNode list = object().put("object", "list");
        ArrayNode data = list.putArray("data");
        items.forEach(data::add);
        list.put(
                "first_id", items.isEmpty() ? null : items.getFirst().path("id").asText());
        list.put("last_id", items.isEmpty() ? null : items.getLast().path("id").asText());
        return list.put("has_more", more);
    }
}
