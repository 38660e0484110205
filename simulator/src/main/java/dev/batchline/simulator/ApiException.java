package dev.batchline.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.batchline.simulator.answer.Answer;
import org.jspecify.annotations.Nullable;

/** A call that is answered with the provider's error envelope. */
final class ApiException extends RuntimeException {

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

    static ApiException scripted(int status) {
        return new ApiException(status, "The simulator was told to answer " + status + " here.", null, null);
    }

    int status() {
        return status;
    }

    ObjectNode body() {
        return Answer.error(status, String.valueOf(getMessage()), param, code).body();
    }
}
