package dev.batchline.cli.estimate;

import dev.batchline.prices.Cost;
import java.math.BigDecimal;
import org.jspecify.annotations.Nullable;

/**
 * What requests come to.
 *
 * @param requests how many they are; 0 if nobody said
 * @param unbounded those that set no maximum for their answer
 * @param unseen those with parts whose tokens cannot be told
 * @param input prompt tokens
 * @param output answer tokens, at most
 * @param batch US dollars in batches; null without a price
 * @param standard US dollars by the standard API; null without a price
 */
record Sums(
        long requests,
        long unbounded,
        long unseen,
        long input,
        long output,
        @Nullable BigDecimal batch,
        @Nullable BigDecimal standard) {
    static final Sums NONE = new Sums(0, 0, 0, 0, 0, BigDecimal.ZERO, BigDecimal.ZERO);

    /** One request. */
    static Sums of(PromptSize size, long output, @Nullable Cost cost) {
        return new Sums(
                1,
                size.unbounded() ? 1 : 0,
                size.unseen() ? 1 : 0,
                size.input(),
                output,
                cost == null ? null : cost.paid(),
                cost == null ? null : cost.listPrice());
    }

    /** Both together; without a price if one of them has none. */
    Sums plus(Sums more) {
        return new Sums(
                requests + more.requests,
                unbounded + more.unbounded,
                unseen + more.unseen,
                input + more.input,
                output + more.output,
                plus(batch, more.batch),
                plus(standard, more.standard));
    }

    /** So many times the same. */
    Sums times(long days) {
        BigDecimal factor = BigDecimal.valueOf(days);
        return new Sums(
                requests * days,
                unbounded * days,
                unseen * days,
                input * days,
                output * days,
                batch == null ? null : batch.multiply(factor),
                standard == null ? null : standard.multiply(factor));
    }

    /** What batches save; null without a price. */
    @Nullable
    BigDecimal saved() {
        return batch == null || standard == null ? null : standard.subtract(batch);
    }

    private static @Nullable BigDecimal plus(@Nullable BigDecimal one, @Nullable BigDecimal other) {
        return one == null || other == null ? null : one.add(other);
    }
}
