package dev.batchline.prices;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Costs that were computed by hand from the rates in the comments, US dollars for a million tokens. */
class GoldenPricesTest {
    private static final PriceList LIST = PriceList.builtIn();

    /** Input 0.40, output 1.60; in a batch 0.20 and 0.80. */
    @Test
    void promptAndAnswer() {
        assertCost("openai", "gpt-4.1-mini", TokenUse.of(1_234, 567), "0.0007004", "0.0014008");
    }

    /** Standard cached input is 0.10; in batches there is no rate for it, so that it costs 0.20 as the rest does. */
    @Test
    void cachedTokensOfAModelWithoutCachedRateInBatches() {
        assertCost("openai", "gpt-4.1-mini", new TokenUse(1_000, 400, 0, 0, 0, 0), "0.0002", "0.00028");
    }

    /** Input 1.25, cached 0.125, output 10; in a batch the half of each. Reasoning is part of the output. */
    @Test
    void cachedTokensAndReasoning() {
        assertCost("openai", "gpt-5", new TokenUse(10_000, 8_000, 0, 0, 3_000, 2_500), "0.01675", "0.0335");
    }

    /** Up to 272,000 prompt tokens 2.5 and 15; above it, 5 and 22.5 for all of the request. */
    @Test
    void longContextPricesAllOfTheRequest() {
        assertCost("openai", "gpt-5.4", TokenUse.of(272_000, 1_000), "0.3475", "0.695");
        assertCost("openai", "gpt-5.4", TokenUse.of(272_001, 1_000), "0.6912525", "1.382505");
    }

    /** Twice 200,000 tokens are two short prompts: 400,000 at 1.25 in a batch, 2.5 at once. */
    @Test
    void manyItemsArePricedByTheLengthOfOne() {
        Cost cost = LIST.cost("openai", "gpt-5.4", Mode.BATCH, TokenUse.of(400_000, 0), 200_000)
                .orElseThrow();
        assertThat(cost.paid()).isEqualByComparingTo("0.5");
        assertThat(cost.listPrice()).isEqualByComparingTo("1");
    }

    /** Above 200,000 prompt tokens 2.5 and 15 instead of 1.25 and 10. */
    @Test
    void longContextOfGemini() {
        assertCost("gemini", "gemini-2.5-pro", TokenUse.of(200_000, 100), "0.1255", "0.251");
        assertCost("gemini", "gemini-2.5-pro", TokenUse.of(200_001, 100), "0.25075125", "0.5015025");
    }

    /** 0.02, in a batch 0.01; there is no answer to pay for. */
    @Test
    void embeddings() {
        assertCost("openai", "text-embedding-3-small", TokenUse.of(8_191, 0), "0.00008191", "0.00016382");
    }

    /** Input 3, cache read 0.3, write 3.75, write for an hour 6, output 15; in a batch the half of each. */
    @Test
    void cacheWritesOfAnthropic() {
        assertCost(
                "anthropic",
                "claude-sonnet-4-5",
                new TokenUse(10_000, 2_000, 3_000, 1_000, 500, 0),
                "0.018675",
                "0.03735");
    }

    /** 8 and 2 million tokens a day at 3 and 15. */
    @Test
    void dayOfAnApplication() {
        assertCost("anthropic", "claude-sonnet-4-5", TokenUse.of(8_000_000, 2_000_000), "27", "54");
    }

    @Test
    void unknownModelHasNoPrice() {
        assertThat(LIST.cost("openai", "gpt-4.1-minor", Mode.BATCH, TokenUse.of(1, 1)))
                .isEmpty();
        assertThat(LIST.cost("anthropic", "gpt-4.1-mini", Mode.BATCH, TokenUse.of(1, 1)))
                .isEmpty();
    }

    @Test
    void sumOverManyItemsIsExact() {
        BigDecimal sum = BigDecimal.ZERO;
        for (int item = 0; item < 100_000; item++) {
            sum = sum.add(LIST.cost("openai", "gpt-4.1-mini", Mode.BATCH, TokenUse.of(item % 7 + 1, 3))
                    .orElseThrow()
                    .paid());
        }
        // 14,285 rounds of 1+2+...+7 = 28 and 1+2+3+4+5 = 15 more: 399,995 prompt and 300,000 answer tokens.
        assertThat(sum).isEqualByComparingTo("0.319999");
    }

    private static void assertCost(String provider, String model, TokenUse use, String batch, String standard) {
        Optional<Cost> inBatch = LIST.cost(provider, model, Mode.BATCH, use);
        Optional<Cost> atOnce = LIST.cost(provider, model, Mode.STANDARD, use);
        assertThat(inBatch).get().satisfies(cost -> {
            assertThat(cost.paid()).isEqualByComparingTo(batch);
            assertThat(cost.listPrice()).isEqualByComparingTo(standard);
            assertThat(cost.version()).isEqualTo(LIST.version());
        });
        assertThat(atOnce.orElseThrow().paid()).isEqualByComparingTo(standard);
    }
}
