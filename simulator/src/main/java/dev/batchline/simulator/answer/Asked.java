package dev.batchline.simulator.answer;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Instant;

/**
 * One request that is being answered.
 *
 * @param body the request body, an object
 * @param id 32 hexadecimal digits that no other request has
 * @param now provider time
 */
public record Asked(JsonNode body, String id, Instant now) {

    String model(String fallback) {
        return body.path("model").asText(fallback);
    }
}
