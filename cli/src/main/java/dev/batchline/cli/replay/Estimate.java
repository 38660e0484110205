package dev.batchline.cli.replay;

import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What a request may cost, before it is sent.
 *
 * @param lane what it would share a batch by
 * @param input about how many prompt tokens
 * @param output the most answer tokens that it allows; 0 if it says nothing of them
 * @param bounded whether it says so
 * @param cost US dollars for both; null if the model has no price
 */
record Estimate(
        String lane,
        long input,
        long output,
        boolean bounded,
        @Nullable BigDecimal cost) {}
