package dev.batchline.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import org.jspecify.annotations.Nullable;

/**
 * One reason why a whole batch failed.
 *
 * @param code the provider's code
 * @param message for people
 * @param param the parameter at fault; null if none
 * @param line line of the input file, from 1; null if the file as a whole is at fault
 */
record BatchProblem(
        String code,
        String message,
        @Nullable String param,
        @Nullable Integer line) {

    ObjectNode json() {
        return Json.object()
                .put("code", code)
                .put("message", message)
                .put("param", param)
                .put("line", line);
    }
}
