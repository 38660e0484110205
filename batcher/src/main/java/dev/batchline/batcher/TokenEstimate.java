package dev.batchline.batcher;

/** A guess at the prompt tokens of a request before a tokenizer has seen it: four bytes of UTF-8 are about one. */
final class TokenEstimate {
    private static final int BYTES_PER_TOKEN = 4;

    private TokenEstimate() {}

    /** Tokens of a body of so many bytes, at least one. */
    static long ofBody(int bytes) {
        return Math.max(1, (bytes + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN);
    }
}
