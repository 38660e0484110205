package dev.batchline.providers;

import dev.batchline.schemas.RequestEvent;

/** Reads and writes the lines of a provider's files. */
public interface LineCodec {
    /**
     * The line for a request, without a line feed: exactly what the provider wants and nothing else of the event.
     * The same event gives the same bytes every time.
     *
     * @param customId what stands in the line as custom_id
     */
    byte[] requestLine(RequestEvent event, String customId);

    /** Reads a line of an output or error file; throws {@link UnreadableLineException} if it is none. */
    ResultItem resultLine(byte[] line);
}
