package dev.batchline.runtime.outcome;

import dev.batchline.runtime.task.RecordSink;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.ResultLine;
import dev.batchline.schemas.ResultLine.Response;
import dev.batchline.schemas.Topic;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * An item that ended without an answer: one record on the failed results and one on the dead letters, in one
 * transaction.
 *
 * @param customId the user's name for it; null if it could not be read
 * @param original the bytes of the request event; null if there were none
 * @param facts headers that say what it is: what the user sent along, where it came from, its window and batch
 * @param response the provider's answer; null if there was none
 * @param reason why
 */
public record FailedItem(
        @Nullable String customId,
        byte @Nullable [] original,
        List<Header> facts,
        @Nullable Response response,
        Reason reason) {
    private static final Set<String> OURS = Set.of(
            Headers.WINDOW,
            Headers.BATCH_ID,
            Headers.MODEL,
            Headers.ATTEMPT,
            Headers.SOURCE_TOPIC,
            Headers.SOURCE_PARTITION,
            Headers.SOURCE_OFFSET,
            Headers.TOKENS_INPUT,
            Headers.TOKENS_CACHED,
            Headers.TOKENS_OUTPUT,
            Headers.TOKENS_REASONING,
            Headers.COST,
            Headers.PRICE_VERSION);

    /** An item that failed. (Written out, since a compact constructor loses the array's nullness in its class file.) */
    public FailedItem(
            @Nullable String customId,
            byte @Nullable [] original,
            List<Header> facts,
            @Nullable Response response,
            Reason reason) {
        this.customId = customId;
        this.original = original;
        this.facts = List.copyOf(facts);
        this.response = response;
        this.reason = reason;
    }

    /**
     * Writes both records. What is too large for its topic is left out, in this order: the provider's answer, the
     * request event, what the user sent along.
     */
    public void forward(RecordSink sink, Instant now) {
        boolean carries = sink.fits(Topic.DEAD_LETTERS, key(), null, letter(now, true));
        FailedItem item = carries ? this : new FailedItem(customId, original, ours(), response, reason);
        item.write(sink, now);
    }

    private void write(RecordSink sink, Instant now) {
        byte[] key = key();
        List<Header> headers = withReason(now);
        sink.forward(Topic.RESULTS_FAILED, key, result(sink, key, headers), headers);
        List<Header> letter = letter(now, false);
        if (sink.fits(Topic.DEAD_LETTERS, key, original, letter)) {
            sink.forward(Topic.DEAD_LETTERS, key, original, letter);
        } else {
            sink.forward(Topic.DEAD_LETTERS, key, null, letter(now, true));
        }
    }

    private List<Header> letter(Instant now, boolean omitted) {
        List<Header> letter = withReason(now);
        springHeaders(letter);
        if (omitted) {
            letter.add(Header.of(Headers.VALUE_OMITTED, "true"));
        }
        return letter;
    }

    private List<Header> ours() {
        return facts.stream().filter(header -> OURS.contains(header.key())).toList();
    }

    private byte[] result(RecordSink sink, byte[] key, List<Header> headers) {
        ResultLine.Failure failure = new ResultLine.Failure(reason.code(), message());
        byte[] whole = new ResultLine(null, customId, response, failure).encode();
        return sink.fits(Topic.RESULTS_FAILED, key, whole, headers)
                ? whole
                : new ResultLine(null, customId, null, failure).encode();
    }

    /** The custom_id, or where the request event lies if it has none. */
    private byte[] key() {
        return (customId == null ? place() : customId).getBytes(StandardCharsets.UTF_8);
    }

    private String place() {
        return fact(Headers.SOURCE_TOPIC) + "-" + fact(Headers.SOURCE_PARTITION) + "-" + fact(Headers.SOURCE_OFFSET);
    }

    private List<Header> withReason(Instant now) {
        List<Header> headers = new ArrayList<>(facts);
        headers.removeIf(header ->
                header.key().equals(Headers.SOURCE_TOPIC_ID) || header.key().equals(Headers.RELEASED));
        headers.add(Header.of(Headers.ERROR_CODE, reason.code()));
        headers.add(Header.of(Headers.ERROR_MESSAGE, message()));
        headers.add(Header.of(Headers.ERROR_RETRYABLE, Boolean.toString(reason.retryable())));
        if (reason.httpStatus() != null) {
            headers.add(Header.of(Headers.HTTP_STATUS, reason.httpStatus().toString()));
        }
        headers.add(Header.of(Headers.STAGE, reason.stage().word()));
        headers.add(Header.of(Headers.FAILED_AT, now.toString()));
        return headers;
    }

    private void springHeaders(List<Header> headers) {
        String topic = fact(Headers.SOURCE_TOPIC);
        if (topic.isEmpty()) {
            return;
        }
        int partition = Integer.parseInt(fact(Headers.SOURCE_PARTITION));
        long offset = Long.parseLong(fact(Headers.SOURCE_OFFSET));
        headers.add(Header.of(Headers.KAFKA_DLT_ORIGINAL_TOPIC, topic));
        headers.add(new Header(
                Headers.KAFKA_DLT_ORIGINAL_PARTITION,
                ByteBuffer.allocate(Integer.BYTES).putInt(partition).array()));
        headers.add(new Header(
                Headers.KAFKA_DLT_ORIGINAL_OFFSET,
                ByteBuffer.allocate(Long.BYTES).putLong(offset).array()));
    }

    private String fact(String name) {
        return facts.stream()
                .filter(header -> header.key().equals(name))
                .findFirst()
                .map(Header::text)
                .orElse("");
    }

    private String message() {
        byte[] utf8 = reason.message().getBytes(StandardCharsets.UTF_8);
        if (utf8.length <= Headers.ERROR_MESSAGE_MAX_BYTES) {
            return reason.message();
        }
        int end = Headers.ERROR_MESSAGE_MAX_BYTES;
        while (end > 0 && (utf8[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(utf8, 0, end, StandardCharsets.UTF_8);
    }
}
