package dev.batchline.batcher;

import dev.batchline.providers.ProviderLimits;

/**
 * What one window may hold.
 *
 * @param requests lines
 * @param bytes of its file, line feeds included
 * @param tokens estimated prompt tokens
 * @param inputs texts to embed
 * @param manifestBytes of its manifest before it is compressed, which is written in one transaction from memory
 */
record WindowLimits(int requests, long bytes, long tokens, long inputs, long manifestBytes) {
    /** Some 600 bytes for each of the 50,000 requests of a full window. */
    static final long MANIFEST_BYTES = 32L * 1024 * 1024;

    private static final String EMBEDDINGS = "/v1/embeddings";

    /** The stricter of the operator's ceilings and the provider's limits, for an endpoint. */
    static WindowLimits of(BatcherSettings.WindowCeilings ceilings, ProviderLimits provider, String endpoint) {
        return new WindowLimits(
                Math.min(ceilings.requests(), provider.requests()),
                Math.min(ceilings.bytes(), provider.fileBytes()),
                ceilings.tokens(),
                endpoint.equals(EMBEDDINGS) ? provider.embeddingInputs() : Long.MAX_VALUE,
                MANIFEST_BYTES);
    }

    /** The operator's ceilings alone. */
    static WindowLimits of(BatcherSettings.WindowCeilings ceilings) {
        return new WindowLimits(
                ceilings.requests(), ceilings.bytes(), ceilings.tokens(), Long.MAX_VALUE, MANIFEST_BYTES);
    }

    /** The same limits for windows that have to fit into a budget of tokens. */
    WindowLimits within(long budget) {
        return new WindowLimits(requests, bytes, Math.min(tokens, budget), inputs, manifestBytes);
    }
}
