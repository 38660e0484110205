package dev.batchline.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import dev.batchline.simulator.answer.Answers;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A checked {@code POST /v1/batches}.
 *
 * @param inputFileId file of request lines
 * @param endpoint path that every line asks
 * @param completionWindow the only one there is
 * @param metadata the caller's pairs; null if none were given
 * @param outputLife life of output and error file; null for the default
 */
record CreateBatch(
        String inputFileId,
        String endpoint,
        String completionWindow,
        @Nullable Map<String, String> metadata,
        @Nullable Duration outputLife) {

    private static final Set<String> NOT_SIMULATED = Set.of("/v1/images/generations", "/v1/images/edits", "/v1/videos");
    private static final int MOST_PAIRS = 16;
    private static final int LONGEST_KEY = 64;
    private static final int LONGEST_VALUE = 512;

    /** Reads a request body, or refuses it with 400. */
    static CreateBatch of(JsonNode body) {
        String inputFileId = text(body, "input_file_id");
        String endpoint = text(body, "endpoint");
        String window = text(body, "completion_window");
        if (NOT_SIMULATED.contains(endpoint)) {
            throw ApiException.badRequest("The simulator does not serve batches of " + endpoint + ".", "endpoint");
        }
        if (!Answers.endpoints().contains(endpoint)) {
            throw ApiException.badRequest("Invalid value for 'endpoint': '" + endpoint + "'.", "endpoint");
        }
        if (!window.equals("24h")) {
            throw ApiException.badRequest(
                    "Invalid value for 'completion_window': '" + window + "'. Supported: '24h'.", "completion_window");
        }
        JsonNode expiry = body.path("output_expires_after");
        Duration life = expiry.isObject()
                ? ExpiresAfter.life(
                        expiry.path("anchor").asText(), expiry.path("seconds").asText(), null)
                : null;
        return new CreateBatch(inputFileId, endpoint, window, metadata(body.path("metadata")), life);
    }

    private static String text(JsonNode body, String name) {
        JsonNode value = body.path(name);
        if (value.isMissingNode() || value.isNull()) {
            throw ApiException.missing(name);
        }
        if (!value.isTextual()) {
            throw ApiException.badRequest("Invalid type for '" + name + "': expected a string.", name);
        }
        return value.textValue();
    }

    private static @Nullable Map<String, String> metadata(JsonNode node) {
        if (node.isMissingNode() || node.isNull()) {
            return null;
        }
        if (!node.isObject() || node.size() > MOST_PAIRS) {
            throw ApiException.badRequest(
                    "Invalid 'metadata': expected an object of at most " + MOST_PAIRS + " pairs.", "metadata");
        }
        Map<String, String> pairs = new LinkedHashMap<>();
        node.properties().forEach(pair -> {
            String value = pair.getValue().textValue();
            if (value == null || value.length() > LONGEST_VALUE || pair.getKey().length() > LONGEST_KEY) {
                throw ApiException.badRequest(
                        "Invalid 'metadata': keys take " + LONGEST_KEY + " characters and values are strings of "
                                + LONGEST_VALUE + ".",
                        "metadata");
            }
            pairs.put(pair.getKey(), value);
        });
        return pairs;
    }
}
