package dev.batchline.providers.openai;

import dev.batchline.providers.AccountConnection;
import dev.batchline.providers.BatchProvider;
import dev.batchline.providers.CallControl;
import dev.batchline.providers.LineCodec;
import dev.batchline.providers.ProviderLimits;
import dev.batchline.providers.http.RetryPolicy;
import java.util.Set;

/** The way into this adapter. */
public final class OpenAi {
    /** The word for this dialect. */
    public static final String TYPE = "openai";

    /**
     * What OpenAI's API reference says of a batch: 50,000 lines, 200 MB, 50,000 embedding inputs over all lines. It
     * names no limit for one line, so that is the file's; and none for a custom_id, so that is Anthropic's, which
     * third parties also claim for OpenAI. The endpoints are those whose bodies are JSON outside of batches too;
     * image edits and videos are not.
     */
    public static final ProviderLimits LIMITS = new ProviderLimits(
            50_000,
            200_000_000,
            200_000_000,
            50_000,
            64,
            Set.of(
                    "/v1/responses",
                    "/v1/chat/completions",
                    "/v1/embeddings",
                    "/v1/completions",
                    "/v1/moderations",
                    "/v1/images/generations"));

    /** The lines of its files. */
    public static final LineCodec LINES = new OpenAiLines();

    private OpenAi() {}

    /** A connection to an account; nothing is sent yet. */
    public static BatchProvider connect(AccountConnection connection, CallControl control) {
        return new OpenAiProvider(connection, control, RetryPolicy.STANDARD);
    }
}
