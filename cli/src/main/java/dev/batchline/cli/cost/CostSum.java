package dev.batchline.cli.cost;

import dev.batchline.schemas.LedgerEvent;
import java.math.BigDecimal;

/**
 * What some ledger events add up to, exactly.
 *
 * @param attempts how many there are: one for each time that an item was billed
 * @param unpriced those of them that have no price and are in no sum of money
 * @param input prompt tokens
 * @param cached those of the prompt tokens that the provider had cached
 * @param output answer tokens
 * @param paid US dollars
 * @param listPrice US dollars that the standard API would have cost
 */
record CostSum(
        long attempts, long unpriced, long input, long cached, long output, BigDecimal paid, BigDecimal listPrice) {
    static final CostSum NONE = new CostSum(0, 0, 0, 0, 0, BigDecimal.ZERO, BigDecimal.ZERO);

    /** The same with one event more. */
    CostSum plus(LedgerEvent event) {
        BigDecimal cost = event.cost();
        BigDecimal list = event.listPrice();
        boolean priced = cost != null && list != null;
        return new CostSum(
                attempts + 1,
                unpriced + (priced ? 0 : 1),
                input + event.tokens().input(),
                cached + event.tokens().cached(),
                output + event.tokens().output(),
                cost != null && list != null ? paid.add(cost) : paid,
                cost != null && list != null ? listPrice.add(list) : listPrice);
    }

    /** Whether any of them has a price. */
    boolean priced() {
        return attempts > unpriced;
    }

    BigDecimal saved() {
        return listPrice.subtract(paid);
    }
}
