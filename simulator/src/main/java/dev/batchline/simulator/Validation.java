package dev.batchline.simulator;

import java.util.List;

/** The outcome of checking an input file as a whole. */
sealed interface Validation {

    /**
     * The file may be executed.
     *
     * @param index where its lines are
     * @param model the model they all ask, empty if none is named
     * @param promptTokens their prompt tokens; 0 if nobody counts them
     */
    record Accepted(InputIndex index, String model, long promptTokens) implements Validation {}

    /**
     * The batch fails.
     *
     * @param problems why
     */
    record Rejected(List<BatchProblem> problems) implements Validation {}
}
