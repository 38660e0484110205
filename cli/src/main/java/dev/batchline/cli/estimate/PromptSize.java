package dev.batchline.cli.estimate;

/**
 * What one request asks for, in tokens.
 *
 * @param input prompt tokens
 * @param answers how many answers it asks for
 * @param mostOutput tokens of each answer at most; {@link #NO_MAXIMUM} if it sets none
 * @param unseen whether it has parts whose tokens cannot be told from its text, such as images
 */
record PromptSize(long input, long answers, long mostOutput, boolean unseen) {
    static final long NO_MAXIMUM = -1;

    /** Whether it sets no maximum. */
    boolean unbounded() {
        return mostOutput == NO_MAXIMUM;
    }

    /** Answer tokens, given what a person expects of an answer, or 0 if nobody said. */
    long output(long expected) {
        if (unbounded()) {
            return answers * expected;
        }
        return answers * (expected == 0 ? mostOutput : Math.min(expected, mostOutput));
    }
}
