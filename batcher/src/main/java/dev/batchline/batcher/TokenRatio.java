package dev.batchline.batcher;

import dev.batchline.schemas.JoinState.TokenUse;
import java.nio.ByteBuffer;

/**
 * How many bytes of request lines make so many tokens, by what batches used so far. Each batch counts by its tokens,
 * up to half of the whole, so that the ratio follows what is sent now and no single batch turns it over.
 *
 * @param bytes of request lines
 * @param tokens that they were
 */
record TokenRatio(long bytes, long tokens) {
    /** Before anything is known, as if a batch of this size had shown the usual ratio. */
    static final TokenRatio USUAL = new TokenRatio(400_000, 100_000);

    /** No text has fewer bytes a token; what seems to is no text. */
    private static final long LEAST_BYTES_PER_TOKEN = 1;

    private static final long MOST_BYTES_PER_TOKEN = 8;

    /** So many tokens are remembered; more push the older ones out. */
    private static final long MEMORY = 10_000_000;

    /** The ratio after another batch. */
    TokenRatio after(TokenUse use) {
        if (use.used() <= 0 || use.bytes() <= 0) {
            return this;
        }
        double seen = Math.clamp(
                (double) use.bytes() / use.used(), (double) LEAST_BYTES_PER_TOKEN, (double) MOST_BYTES_PER_TOKEN);
        long added = Math.min(use.used(), MEMORY);
        long sum = tokens + added;
        double all = bytes + added * seen;
        return sum <= MEMORY
                ? new TokenRatio(Math.round(all), sum)
                : new TokenRatio(Math.round(all / sum * MEMORY), MEMORY);
    }

    /** The ratio as estimates use it. */
    int bytesPerThousandTokens() {
        return (int) Math.round(1_000.0 * bytes / tokens);
    }

    byte[] encode() {
        return ByteBuffer.allocate(2 * Long.BYTES)
                .putLong(bytes)
                .putLong(tokens)
                .array();
    }

    static TokenRatio decode(byte[] stored) {
        ByteBuffer buffer = ByteBuffer.wrap(stored);
        return new TokenRatio(buffer.getLong(), buffer.getLong());
    }
}
