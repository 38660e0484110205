package dev.batchline.joiner;

import dev.batchline.schemas.LedgerEvent;

/**
 * Tokens that the answers in a batch's result files tell, added up.
 *
 * @param input prompt tokens, cached ones included
 * @param cached prompt tokens that the provider had cached
 * @param output answer tokens, reasoning included
 * @param reasoning answer tokens that were thought and not said
 * @param untold items that have an answer, or may have one, whose tokens are not known
 */
record LineUsage(long input, long cached, long output, long reasoning, long untold) {
    static final LineUsage NONE = new LineUsage(0, 0, 0, 0, 0);

    /** An item that may have been billed without a word of its tokens. */
    static final LineUsage UNTOLD = new LineUsage(0, 0, 0, 0, 1);

    static LineUsage of(LedgerEvent.Tokens tokens) {
        return new LineUsage(tokens.input(), tokens.cached(), tokens.output(), tokens.reasoning(), 0);
    }

    LineUsage plus(LineUsage more) {
        return new LineUsage(
                input + more.input,
                cached + more.cached,
                output + more.output,
                reasoning + more.reasoning,
                untold + more.untold);
    }
}
