package dev.batchline.joiner;

import dev.batchline.runtime.outcome.FailedItem;
import dev.batchline.schemas.Header;
import java.util.List;

/** A thing that is written for one item. */
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

    /**
     * An item that the provider billed, whatever became of it: one record on the ledger.
     *
     * @param key custom_id
     * @param value ledger event
     * @param model the model that answered
     * @param priced whether the price list has it
     */
    record Billed(byte[] key, byte[] value, String model, boolean priced) implements Outgoing {}
}
