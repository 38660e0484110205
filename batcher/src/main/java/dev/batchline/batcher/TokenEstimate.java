package dev.batchline.batcher;

/** A guess at the prompt tokens of a request before a tokenizer has seen it, by the bytes of its line. */
final class TokenEstimate {
    /** What text has before any answer told better: four bytes of UTF-8 are about a token. */
    static final int USUAL_BYTES_PER_THOUSAND = 4_000;

    private TokenEstimate() {}

    /** Tokens of a line of so many bytes at this many bytes per thousand tokens, rounded up, at least one. */
    static long of(long lineBytes, int bytesPerThousandTokens) {
        return Math.max(1, Math.ceilDiv(lineBytes * 1_000, (long) bytesPerThousandTokens));
    }
}
