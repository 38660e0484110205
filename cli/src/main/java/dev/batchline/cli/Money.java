package dev.batchline.cli;

import java.math.BigDecimal;
import java.math.RoundingMode;

/** How amounts of money are written. */
public final class Money {
    private static final int CENTS = 2;

    private Money() {}

    /** The exact amount, with two digits for the cents at least. */
    public static String text(BigDecimal money) {
        BigDecimal plain = money.stripTrailingZeros();
        return plain.setScale(Math.max(CENTS, plain.scale()), RoundingMode.UNNECESSARY)
                .toPlainString();
    }
}
