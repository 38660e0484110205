package dev.batchline.batcher;

import dev.batchline.runtime.outcome.KafkaHeaders;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.ParsedRequest;
import dev.batchline.schemas.RequestEvent;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A record of the lanes topic, taken apart.
 *
 * @param offset where it is
 * @param request its value
 * @param headers what is carried to the outcome
 * @param attempt which submission of the item this is, from 1
 */
record LaneRecord(long offset, ParsedRequest request, List<Header> headers, int attempt) {
    /** Takes a record apart; the attempt has a field of its own and is no longer among the headers. */
    static LaneRecord read(long offset, byte @Nullable [] value, org.apache.kafka.common.header.Headers headers) {
        int attempt = KafkaHeaders.text(headers, Headers.ATTEMPT)
                .map(Integer::parseInt)
                .orElse(1);
        List<Header> carried = KafkaHeaders.read(headers).stream()
                .filter(header -> !header.key().equals(Headers.ATTEMPT))
                .toList();
        return new LaneRecord(offset, RequestEvent.parse(value), carried, attempt);
    }
}
