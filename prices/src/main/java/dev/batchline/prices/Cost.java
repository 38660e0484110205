package dev.batchline.prices;

import java.math.BigDecimal;

/**
 * What something costs, in US dollars, exact.
 *
 * @param paid by the API that answered
 * @param listPrice by the standard API
 * @param version the date of the price list
 */
public record Cost(BigDecimal paid, BigDecimal listPrice, String version) {
    /** What was saved. */
    public BigDecimal saved() {
        return listPrice.subtract(paid);
    }
}
