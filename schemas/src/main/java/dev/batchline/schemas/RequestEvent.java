package dev.batchline.schemas;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One request for one completion: a provider batch input line, with the places in its bytes that matter.
 *
 * @param json the bytes of the JSON object, without anything before or after it; not copied, not to be changed
 * @param customId the user's name for it
 * @param url the endpoint, such as {@code /v1/chat/completions}
 * @param model {@code body.model}
 * @param bodyStart where the value of {@code body} begins in {@code json}
 * @param bodyEnd where it ends, exclusive
 * @param inputs how many texts {@code body.input} holds: the length of the array, else 1
 */
public record RequestEvent(
        byte[] json, String customId, String url, String model, int bodyStart, int bodyEnd, int inputs)
        implements ParsedRequest {
    /** The longest custom_id in UTF-8 bytes: it becomes a record key and stands in the window's manifest. */
    public static final int CUSTOM_ID_MAX_BYTES = 1024;

    /** The longest url and model in UTF-8 bytes: they become part of a lane key, which stands in every window event. */
    public static final int NAME_MAX_BYTES = 256;

    /** Reads the value of a request event; see {@link RequestEventParser} for what is mended and what is refused. */
    public static ParsedRequest parse(byte @Nullable [] value) {
        return RequestEventParser.parse(value);
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof RequestEvent that && Arrays.equals(json, that.json);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(json);
    }

    @Override
    public String toString() {
        return "RequestEvent[" + customId + ", " + url + ", " + model + ", " + json.length + " bytes]";
    }
}
