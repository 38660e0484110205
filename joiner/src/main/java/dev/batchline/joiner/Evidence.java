package dev.batchline.joiner;

import dev.batchline.providers.ResultItem;
import dev.batchline.schemas.BatchError;
import dev.batchline.schemas.BatchStatus;

/** What is known of one item of an ended batch. */
sealed interface Evidence {
    /**
     * It has a line in a result file.
     *
     * @param line the first one
     * @param status how the batch ended
     */
    record Line(ResultItem line, BatchStatus status) implements Evidence {}

    /**
     * It has no line.
     *
     * @param status how the batch ended
     * @param mayBeExecuted whether the provider counts more items as executed than it has lines for
     */
    record Missing(BatchStatus status, boolean mayBeExecuted) implements Evidence {}

    /**
     * The provider refused the batch because of it, or all of the batch for a reason of its own.
     *
     * @param error the provider's reason
     */
    record Refused(BatchError error) implements Evidence {}

    /** The provider refused the batch because of other lines. */
    record Innocent() implements Evidence {}

    /** An operator cancelled the window before there was a batch. */
    record Dropped() implements Evidence {}
}
