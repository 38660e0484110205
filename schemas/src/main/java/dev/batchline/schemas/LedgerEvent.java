package dev.batchline.schemas;

import java.math.BigDecimal;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * What one item cost in one attempt: the value of the ledger topic, keyed by custom_id. Whoever adds it up needs
 * nothing beside it: who the item was for and how the provider is priced stand in it.
 *
 * @param v the version of this format, 1
 * @param windowId the window it was sent in
 * @param batchId the provider's batch id
 * @param account what it was sent through
 * @param provider the account's dialect, under which the price list has its models; null if it was not told
 * @param model the model it was answered by
 * @param mode {@code batch} or {@code standard}
 * @param attempt which submission of the item it was, from 1
 * @param tenant who the request was for; null if it did not say
 * @param job the backfill or campaign that it belongs to; null if it did not say
 * @param tokens what it used
 * @param priceVersion the date of the price list; null if the model has no price there
 * @param cost US dollars paid; null without a price
 * @param listPrice US dollars the standard API would have cost; null without a price
 * @param occurredAt when the item was priced, moments before it was published
 */
public record LedgerEvent(
        int v,
        WindowId windowId,
        String batchId,
        String account,
        @Nullable String provider,
        String model,
        String mode,
        int attempt,
        @Nullable String tenant,
        @Nullable String job,
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
     * @param input prompt tokens, cached and written ones included
     * @param cached prompt tokens that the provider had cached
     * @param cacheWrites prompt tokens that it wrote into its cache; null if it does not bill them apart
     * @param output answer tokens, reasoning included
     * @param reasoning answer tokens that were thought and not said
     */
    public record Tokens(long input, long cached, @Nullable CacheWrites cacheWrites, long output, long reasoning) {}

    /**
     * Prompt tokens that a provider wrote into its cache and bills as such.
     *
     * @param minutes those that are kept for some minutes
     * @param hour those that are kept for an hour
     */
    public record CacheWrites(long minutes, long hour) {}
}
