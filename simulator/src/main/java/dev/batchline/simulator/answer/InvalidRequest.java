package dev.batchline.simulator.answer;

import org.jspecify.annotations.Nullable;

/** A request body that the endpoint refuses with 400. */
final class InvalidRequest extends RuntimeException {

    private final String param;
    private final @Nullable String code;

    InvalidRequest(String message, String param, @Nullable String code) {
        super(message, null, false, false);
        this.param = param;
        this.code = code;
    }

    Answer answer() {
        return Answer.error(400, String.valueOf(getMessage()), param, code);
    }
}
