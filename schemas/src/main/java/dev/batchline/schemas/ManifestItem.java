package dev.batchline.schemas;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One line of a window: what the joiner must know to give it its outcome without having the request at hand.
 *
 * @param seq its line in the file, from 0
 * @param offset its record in the lanes topic
 * @param customId the user's custom_id
 * @param wireId what stands in the file instead of it; null if it is the user's own
 * @param tokens estimated prompt tokens
 * @param attempt which submission of the item this is, from 1
 * @param headers what is carried to the outcome, in order
 */
public record ManifestItem(
        int seq,
        long offset,
        String customId,
        @Nullable String wireId,
        long tokens,
        int attempt,
        List<Header> headers) {
    public ManifestItem {
        headers = List.copyOf(headers);
    }

    /** The custom_id in the input file, by which the provider's answer is found. */
    public String idOnWire() {
        return wireId == null ? customId : wireId;
    }
}
