package dev.batchline.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.batchline.simulator.answer.Answer;
import org.jspecify.annotations.Nullable;

/** A call that is answered with the provider's error envelope. */
final class ApiException extends RuntimeException {

    /** An error code that is its own type. */
    private static final String QUOTA = "insufficient_quota";

    private final int status;
    private final @Nullable String param;
    private final @Nullable String code;

    ApiException(int status, String message, @Nullable String param, @Nullable String code) {
        super(message);
        this.status = status;
        this.param = param;
        this.code = code;
    }

    static ApiException badRequest(String message, String param) {
        return new ApiException(400, message, param, null);
    }

    static ApiException missing(String param) {
        return new ApiException(
                400, "Missing required parameter: '" + param + "'.", param, "missing_required_parameter");
    }

    static ApiException noSuchFile(String id) {
        return new ApiException(404, "No such File object: " + id, "id", null);
    }

    static ApiException unknownUrl(String call) {
        return new ApiException(404, "Invalid URL (" + call + ")", null, "unknown_url");
    }

    static ApiException scripted(int status, @Nullable String code) {
        return new ApiException(status, "The simulator was told to answer " + status + " here.", null, code);
    }

    int status() {
        return status;
    }

    ObjectNode body() {
        ObjectNode body =
                Answer.error(status, String.valueOf(getMessage()), param, code).body();
        if (QUOTA.equals(code)) {
            body.withObject("error").put("type", QUOTA);
        }
        return body;
    }
}
