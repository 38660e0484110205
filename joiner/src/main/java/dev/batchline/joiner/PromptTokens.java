package dev.batchline.joiner;

import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.WindowFacts;
import org.jspecify.annotations.Nullable;

/**
 * Prompt tokens of the items whose answer tells them.
 *
 * @param estimated by the batcher
 * @param used by the provider's count
 */
record PromptTokens(long estimated, long used) {
    static final PromptTokens NONE = new PromptTokens(0, 0);

    PromptTokens plus(PromptTokens more) {
        return new PromptTokens(estimated + more.estimated, used + more.used);
    }

    /**
     * The same by the bytes of the request lines; null if no answer told any. The estimate goes by bytes, so these
     * items have the share of the window's bytes that they have of its estimated tokens.
     */
    JoinState.@Nullable TokenUse ofBytes(WindowFacts facts) {
        if (used == 0 || estimated == 0 || facts.tokens() <= 0) {
            return null;
        }
        double share = Math.min(1.0, (double) estimated / facts.tokens());
        return new JoinState.TokenUse(Math.round(share * facts.bytes()), used);
    }
}
