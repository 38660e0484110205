package dev.batchline.schemas;

import org.jspecify.annotations.Nullable;

/** What became of reading the value of a request event. */
public sealed interface ParsedRequest permits RequestEvent, ParsedRequest.Refused {
    /**
     * A value that cannot be sent to any provider.
     *
     * @param code why
     * @param message why, in one sentence that holds nothing of the request's text
     * @param customId the custom_id if it could be read
     */
    record Refused(ErrorCode code, String message, @Nullable String customId) implements ParsedRequest {}
}
