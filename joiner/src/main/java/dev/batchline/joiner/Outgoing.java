package dev.batchline.joiner;

import dev.batchline.runtime.outcome.FailedItem;
import dev.batchline.schemas.Header;
import java.util.List;

/** What is written for one item. */
sealed interface Outgoing {
    /**
     * A completed item: one record on the completed results.
     *
     * @param key custom_id
     * @param value result line
     * @param headers facts
     */
    record Completed(byte[] key, byte[] value, List<Header> headers) implements Outgoing {}

    /**
     * A failed item: one record on the failed results and one on the dead letters.
     *
     * @param item what failed, and why
     */
    record Failed(FailedItem item) implements Outgoing {}
}
