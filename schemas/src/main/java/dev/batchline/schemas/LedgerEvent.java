package dev.batchline.schemas;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one item cost in one attempt: the value of the ledger topic, keyed by custom_id.
 *
 * @param v the version of this format, 1
 * @param windowId the window it was sent in
 * @param batchId the provider's batch id
 * @param account what it was sent through
 * @param model the model it was answered by
 * @param mode {@code batch} or {@code standard}
 * @param attempt which submission of the item it was, from 1
 * @param tokens what it used
 * @param priceVersion the date of the price list; null if the model has no price there
 * @param cost US dollars paid; null without a price
 * @param listPrice US dollars the standard API would have cost; null without a price
 * @param occurredAt when the item was published
 */
public record LedgerEvent(
        int v,
        WindowId windowId,
        String batchId,
        String account,
        String model,
        String mode,
        int attempt,
        Tokens tokens,
        @Nullable String priceVersion,
        @Nullable BigDecimal cost,
        @Nullable BigDecimal listPrice,
        Instant occurredAt) {
    /** The format that this program writes. */
    public static final int FORMAT = 1;

    /**
     * The tokens of one item.
     *
     * @param input prompt tokens, cached ones included
     * @param cached prompt tokens that the provider had cached
     * @param output answer tokens, reasoning included
     * @param reasoning answer tokens that were thought and not said
     */
    public record Tokens(long input, long cached, long output, long reasoning) {}
}
