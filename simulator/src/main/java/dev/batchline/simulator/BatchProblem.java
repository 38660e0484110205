package dev.batchline.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
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

    /** The reasons that a script gives. */
    static List<BatchProblem> scripted(Fault.FailBatch fault) {
        String message = fault.message() == null ? "The simulator was told to fail this batch." : fault.message();
        if (fault.lines().isEmpty()) {
            return List.of(new BatchProblem(fault.code(), message, null, null));
        }
        return fault.lines().stream()
                .map(number -> new BatchProblem(fault.code(), message, null, number))
                .toList();
    }

    ObjectNode json() {
        return Json.object()
                .put("code", code)
                .put("message", message)
                .put("param", param)
                .put("line", line);
    }
}
