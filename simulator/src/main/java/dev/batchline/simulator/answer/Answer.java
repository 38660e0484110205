package dev.batchline.simulator.answer;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * What an endpoint says to one request.
 *
 * @param status HTTP status code
 * @param body JSON body in the endpoint's own shape, or {@code {"error":{…}}}
 * @param usage tokens to bill; none unless the status is 2xx
 */
public record Answer(int status, ObjectNode body, TokenUsage usage) {

    /** Whether the provider would bill it. */
    public boolean billed() {
        return status / 100 == 2;
    }

    /** An error in the provider's envelope. */
    public static Answer error(int status, String message, @Nullable String param, @Nullable String code) {
        String type = switch (status) {
            case 429 -> "rate_limit_error";
            case 500, 502, 503, 504 -> "server_error";
            default -> "invalid_request_error";
        };
        ObjectNode body = JsonNodeFactory.instance.objectNode();
        body.putObject("error")
                .put("message", message)
                .put("type", type)
                .put("param", param)
                .put("code", code);
        return new Answer(status, body, TokenUsage.NONE);
    }
}
