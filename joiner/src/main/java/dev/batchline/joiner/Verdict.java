package dev.batchline.joiner;

import dev.batchline.providers.ResultItem;
import dev.batchline.runtime.outcome.Reason;
import org.jspecify.annotations.Nullable;

/** What becomes of one item. */
sealed interface Verdict {
    /**
     * It has its answer.
     *
     * @param answer the provider's line
     */
    record Completed(ResultItem answer) implements Verdict {}

    /**
     * It ends without an answer.
     *
     * @param reason why
     * @param answer the provider's line; null if there is none
     */
    record Failed(Reason reason, @Nullable ResultItem answer) implements Verdict {}

    /** It goes into a new window. */
    record Resubmit() implements Verdict {}
}
