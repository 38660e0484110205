package dev.batchline.prices;

/**
 * Tokens of one item, by how they are billed.
 *
 * @param input prompt tokens in all: those of the two next, and the others
 * @param cached prompt tokens that the provider had cached
 * @param cacheWrites prompt tokens that it wrote into its cache for some minutes
 * @param longCacheWrites prompt tokens that it wrote into its cache for an hour
 * @param output answer tokens in all, reasoning included
 * @param reasoning answer tokens that were thought and not said
 */
public record TokenUse(long input, long cached, long cacheWrites, long longCacheWrites, long output, long reasoning) {
    /** Nothing. */
    public static final TokenUse NONE = new TokenUse(0, 0, 0, 0, 0, 0);

    public TokenUse {
        if (cached < 0 || cacheWrites < 0 || longCacheWrites < 0 || output < 0 || reasoning < 0) {
            throw new IllegalArgumentException("tokens are counted from 0");
        }
        if (input < cached + cacheWrites + longCacheWrites) {
            throw new IllegalArgumentException("of " + input + " prompt tokens " + cached + " are cached, "
                    + cacheWrites + " and " + longCacheWrites + " written to the cache");
        }
    }

    /** Prompt and answer without caches. */
    public static TokenUse of(long input, long output) {
        return new TokenUse(input, 0, 0, 0, output, 0);
    }

    /** Both together. */
    public TokenUse plus(TokenUse more) {
        return new TokenUse(
                input + more.input,
                cached + more.cached,
                cacheWrites + more.cacheWrites,
                longCacheWrites + more.longCacheWrites,
                output + more.output,
                reasoning + more.reasoning);
    }

    /** Prompt tokens that are billed as such. */
    long plainInput() {
        return input - cached - cacheWrites - longCacheWrites;
    }
}
