package dev.batchline.simulator.answer;

/**
 * Tokens of one answer, estimated as UTF-8 bytes of text divided by four, rounded up.
 *
 * @param input prompt tokens
 * @param output completion tokens
 */
public record TokenUsage(long input, long output) {

    /** No tokens, as for a request that was refused. */
    public static final TokenUsage NONE = new TokenUsage(0, 0);

    /** Input and output together. */
    public long total() {
        return input + output;
    }
}
