package dev.batchline.cli.estimate;

import dev.batchline.batcher.LaneForecast;
import dev.batchline.batcher.WindowForecast;
import dev.batchline.prices.Cost;
import dev.batchline.prices.Mode;
import dev.batchline.prices.PriceList;
import dev.batchline.prices.TokenUse;
import dev.batchline.runtime.config.AccountSettings;
import dev.batchline.schemas.LaneKey;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * Estimates requests of which only figures are known.
 *
 * @param model that they name
 * @param requests how many they are; 0 if nobody said
 * @param input prompt tokens of all of them
 * @param output answer tokens of all of them
 */
record FigureEstimate(String model, long requests, long input, long output) {
    private static final String CHAT = "/v1/chat/completions";

    /**
     * The line of these figures.
     *
     * @param provider whose price it is; null if nobody has one
     * @param account that would take them; null if none is configured for them
     */
    Line line(
            PriceList prices,
            @Nullable String provider,
            @Nullable AccountSettings account,
            WindowForecast forecast,
            String completionWindow) {
        Cost cost = provider == null ? null : cost(prices, provider, prompt());
        Sums sums = new Sums(
                requests,
                0,
                0,
                input,
                output,
                cost == null ? null : cost.paid(),
                cost == null ? null : cost.listPrice());
        LaneForecast batches = account == null || requests == 0
                ? null
                : forecast.uniform(new LaneKey(account.pool(), CHAT, model, completionWindow), requests, input);
        return new Line(account == null ? "" : account.pool(), "", model, null, sums, batches);
    }

    /** Whether the price depends on how long the prompts are, and nobody said how many they are. */
    boolean dependsOnLength(PriceList prices, String provider) {
        Cost some = cost(prices, provider, 0);
        Cost longest = cost(prices, provider, Long.MAX_VALUE);
        return requests == 0 && some != null && longest != null && differs(some.paid(), longest.paid());
    }

    /** Tokens of one prompt; short if nobody said how many there are. */
    private long prompt() {
        return requests == 0 ? 0 : Math.ceilDiv(input, requests);
    }

    private @Nullable Cost cost(PriceList prices, String provider, long prompt) {
        return prices.cost(provider, model, Mode.BATCH, TokenUse.of(input, output), prompt)
                .orElse(null);
    }

    private static boolean differs(BigDecimal one, BigDecimal other) {
        return one.compareTo(other) != 0;
    }
}
