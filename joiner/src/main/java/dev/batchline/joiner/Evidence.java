package dev.batchline.joiner;

import dev.batchline.providers.ResultItem;
import dev.batchline.schemas.BatchError;
import org.jspecify.annotations.Nullable;

/** What is known of one item of an ended batch. */
sealed interface Evidence {
    /**
     * It has a line in a result file.
     *
     * @param line the first one
     * @param by who ended the batch
     */
    record Line(ResultItem line, EndedBy by) implements Evidence {}

    /**
     * It has a line that is larger than any record of a result may be.
     *
     * @param fileId the provider's file that it stands in
     * @param batchId the provider's batch
     */
    record TooLarge(@Nullable String fileId, @Nullable String batchId) implements Evidence {}

    /**
     * It has no line.
     *
     * @param by who ended the batch
     * @param mayBeExecuted whether the provider counts more items as executed than it has lines for
     */
    record Missing(EndedBy by, boolean mayBeExecuted) implements Evidence {}

    /**
     * The provider refused the batch because of it, or all of the batch for a reason of its own.
     *
     * @param error the provider's reason
     */
    record Refused(BatchError error) implements Evidence {}

    /** The provider refused the batch because of other lines. */
    record Innocent() implements Evidence {}

    /** An operator cancelled it before there was a batch. */
    record Dropped() implements Evidence {}

    /** An operator cancelled other items of its window before there was a batch. */
    record Released() implements Evidence {}
}
