package dev.batchline.prices;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * US dollars for a million tokens of each kind.
 *
 * @param input prompt tokens
 * @param cachedInput prompt tokens that were cached; null if they cost what others cost
 * @param cacheWrite prompt tokens that are cached for some minutes; null if they cost what others cost
 * @param longCacheWrite prompt tokens that are cached for an hour; null if they cost what others cost
 * @param output answer tokens
 */
record Rates(
        BigDecimal input,
        @Nullable BigDecimal cachedInput,
        @Nullable BigDecimal cacheWrite,
        @Nullable BigDecimal longCacheWrite,
        BigDecimal output) {
    private static final int MILLION = 6;

    /** US dollars, exact. */
    BigDecimal cost(TokenUse use) {
        return times(input, use.plainInput())
                .add(times(orInput(cachedInput), use.cached()))
                .add(times(orInput(cacheWrite), use.cacheWrites()))
                .add(times(orInput(longCacheWrite), use.longCacheWrites()))
                .add(times(output, use.output()))
                .movePointLeft(MILLION);
    }

    private BigDecimal orInput(@Nullable BigDecimal rate) {
        return rate == null ? input : rate;
    }

    private static BigDecimal times(BigDecimal rate, long tokens) {
        return rate.multiply(BigDecimal.valueOf(tokens));
    }
}
