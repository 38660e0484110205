package dev.batchline.cli.letters;

import dev.batchline.schemas.Headers;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Reads Batchline's own dead letters. */
final class OwnLetters {
    private static final String UNKNOWN = "unknown";

    private OwnLetters() {}

    static LetterFacts facts(ConsumerRecord<byte[], byte[]> record, HeaderTexts headers) {
        String code = headers.text(Headers.ERROR_CODE);
        LetterFacts.Reason reason = new LetterFacts.Reason(
                code.isEmpty() ? UNKNOWN : code,
                headers.text(Headers.ERROR_MESSAGE),
                yesOrNo(headers.text(Headers.ERROR_RETRYABLE)),
                boxed(headers.number(Headers.HTTP_STATUS)));
        LetterFacts.Sending sending = new LetterFacts.Sending(
                headers.text(Headers.ACCOUNT),
                headers.text(Headers.MODEL),
                headers.text(Headers.WINDOW),
                headers.text(Headers.BATCH_ID),
                headers.number(Headers.ATTEMPT).orElse(0));
        return new LetterFacts(
                reason,
                headers.instant(Headers.FAILED_AT).orElseGet(() -> Instant.ofEpochMilli(record.timestamp())),
                item(record, headers),
                sending,
                origin(
                        headers.text(Headers.SOURCE_TOPIC),
                        headers.number(Headers.SOURCE_PARTITION),
                        headers.longNumber(Headers.SOURCE_OFFSET)));
    }

    /** Its name is its key; tenant and job stand in headers that other programs' dead letters carry as well. */
    static LetterFacts.Item item(ConsumerRecord<byte[], byte[]> record, HeaderTexts headers) {
        String key = record.key() == null ? "" : new String(record.key(), StandardCharsets.UTF_8);
        return new LetterFacts.Item(key, headers.text(Headers.TENANT), headers.text(Headers.JOB));
    }

    static LetterFacts.@Nullable Origin origin(String topic, OptionalInt partition, OptionalLong offset) {
        return topic.isEmpty() || partition.isEmpty() || offset.isEmpty()
                ? null
                : new LetterFacts.Origin(topic, partition.getAsInt(), offset.getAsLong());
    }

    private static @Nullable Boolean yesOrNo(String text) {
        return switch (text) {
            case "true" -> Boolean.TRUE;
            case "false" -> Boolean.FALSE;
            default -> null;
        };
    }

    private static @Nullable Integer boxed(OptionalInt number) {
        return number.isPresent() ? number.getAsInt() : null;
    }
}
