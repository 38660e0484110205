package dev.batchline.cli.letters;

import dev.batchline.schemas.Headers;
import java.time.Instant;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;

/** Reads the dead letters of other programs; the name of the exception is their code. */
final class ForeignLetters {
    /** One adapter a program. */
    static final List<LetterAdapter> KINDS = List.of(new Spring(), new Connect(), new Streams());

    private ForeignLetters() {}

    private static LetterFacts facts(
            ConsumerRecord<byte[], byte[]> record,
            HeaderTexts headers,
            String exception,
            String message,
            LetterFacts.@Nullable Origin origin) {
        return new LetterFacts(
                new LetterFacts.Reason(simpleName(exception), message, null, null),
                Instant.ofEpochMilli(record.timestamp()),
                OwnLetters.item(record, headers),
                LetterFacts.Sending.UNKNOWN,
                origin);
    }

    /** {@code IOException} of {@code java.io.IOException: no route}. */
    private static String simpleName(String exception) {
        int end = exception.indexOf(':');
        String name = (end < 0 ? exception : exception.substring(0, end)).strip();
        String simple = name.substring(name.lastIndexOf('.') + 1);
        return simple.isEmpty() ? "unknown" : simple;
    }

    /** Spring Kafka's {@code DeadLetterPublishingRecoverer}. */
    static final class Spring implements LetterAdapter {
        private static final String PREFIX = "kafka_dlt-";

        @Override
        public boolean takes(HeaderTexts headers) {
            return headers.has(Headers.KAFKA_DLT_ORIGINAL_TOPIC) || headers.has(PREFIX + "exception-fqcn");
        }

        @Override
        public LetterFacts facts(ConsumerRecord<byte[], byte[]> record, HeaderTexts headers) {
            String cause = headers.text(PREFIX + "exception-cause-fqcn");
            return ForeignLetters.facts(
                    record,
                    headers,
                    cause.isEmpty() ? headers.text(PREFIX + "exception-fqcn") : cause,
                    headers.text(PREFIX + "exception-message"),
                    OwnLetters.origin(
                            headers.text(Headers.KAFKA_DLT_ORIGINAL_TOPIC),
                            headers.binaryInt(Headers.KAFKA_DLT_ORIGINAL_PARTITION),
                            headers.binaryLong(Headers.KAFKA_DLT_ORIGINAL_OFFSET)));
        }
    }

    /** Kafka Connect's sinks with {@code errors.deadletterqueue.context.headers.enable}. */
    static final class Connect implements LetterAdapter {
        private static final String PREFIX = "__connect.errors.";

        @Override
        public boolean takes(HeaderTexts headers) {
            return headers.has(PREFIX + "topic") || headers.has(PREFIX + "exception.class.name");
        }

        @Override
        public LetterFacts facts(ConsumerRecord<byte[], byte[]> record, HeaderTexts headers) {
            return ForeignLetters.facts(
                    record,
                    headers,
                    headers.text(PREFIX + "exception.class.name"),
                    headers.text(PREFIX + "exception.message"),
                    textOrigin(headers, PREFIX));
        }
    }

    /** Kafka Streams' handlers of exceptions. */
    static final class Streams implements LetterAdapter {
        private static final String PREFIX = "__streams.errors.";

        @Override
        public boolean takes(HeaderTexts headers) {
            return headers.has(PREFIX + "topic") || headers.has(PREFIX + "exception");
        }

        @Override
        public LetterFacts facts(ConsumerRecord<byte[], byte[]> record, HeaderTexts headers) {
            return ForeignLetters.facts(
                    record,
                    headers,
                    headers.text(PREFIX + "exception"),
                    headers.text(PREFIX + "message"),
                    textOrigin(headers, PREFIX));
        }
    }

    private static LetterFacts.@Nullable Origin textOrigin(HeaderTexts headers, String prefix) {
        OptionalInt partition = headers.number(prefix + "partition");
        OptionalLong offset = headers.longNumber(prefix + "offset");
        return OwnLetters.origin(headers.text(prefix + "topic"), partition, offset);
    }
}
