package dev.batchline.cli.letters;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.schemas.Headers;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;

/** What dead letters say, whoever wrote them. */
class LetterAdapterTest {
    private static final long AT = Instant.parse("2026-11-22T01:02:03Z").toEpochMilli();

    @Test
    void readsBatchlinesOwn() {
        ConsumerRecord<byte[], byte[]> record = Letters.own("a-1", "http_429", "true", "2");
        Letters.put(record, Headers.HTTP_STATUS, "429");
        Letters.put(record, Headers.KAFKA_DLT_ORIGINAL_TOPIC, "elsewhere");

        LetterFacts facts = LetterAdapter.read(record);

        assertThat(facts.reason()).isEqualTo(new LetterFacts.Reason("http_429", "Message of http_429.", true, 429));
        assertThat(facts.item()).isEqualTo(new LetterFacts.Item("a-1", "acme", "backfill"));
        assertThat(facts.sending()).isEqualTo(new LetterFacts.Sending("openai", "m1", "w0-x-1", "batch_7", 2));
        assertThat(facts.failedAt()).isEqualTo(Instant.parse("2026-11-22T01:00:00Z"));
        assertThat(facts.origin()).isEqualTo(new LetterFacts.Origin("batch.requests", 3, 17));
    }

    @Test
    void readsSpringKafkas() {
        ConsumerRecord<byte[], byte[]> record = record();
        Letters.put(record, "kafka_dlt-original-topic", "orders");
        record.headers()
                .add(
                        "kafka_dlt-original-partition",
                        ByteBuffer.allocate(4).putInt(5).array());
        record.headers()
                .add(
                        "kafka_dlt-original-offset",
                        ByteBuffer.allocate(8).putLong(1L << 40).array());
        Letters.put(record, "kafka_dlt-exception-fqcn", "org.springframework.kafka.ListenerExecutionFailedException");
        Letters.put(record, "kafka_dlt-exception-cause-fqcn", "java.io.UncheckedIOException");
        Letters.put(record, "kafka_dlt-exception-message", "no route");

        LetterFacts facts = LetterAdapter.read(record);

        assertThat(facts.origin()).isEqualTo(new LetterFacts.Origin("orders", 5, 1L << 40));
        says(facts, "UncheckedIOException", "no route");
    }

    @Test
    void readsKafkaConnects() {
        ConsumerRecord<byte[], byte[]> record = record();
        Letters.put(record, "__connect.errors.topic", "orders");
        Letters.put(record, "__connect.errors.partition", "5");
        Letters.put(record, "__connect.errors.offset", "6");
        Letters.put(record, "__connect.errors.exception.class.name", "org.apache.kafka.connect.errors.DataException");
        Letters.put(record, "__connect.errors.exception.message", "no field");

        LetterFacts facts = LetterAdapter.read(record);

        assertThat(facts.origin()).isEqualTo(new LetterFacts.Origin("orders", 5, 6));
        says(facts, "DataException", "no field");
    }

    @Test
    void readsKafkaStreams() {
        ConsumerRecord<byte[], byte[]> record = record();
        Letters.put(record, "__streams.errors.topic", "orders");
        Letters.put(record, "__streams.errors.partition", "5");
        Letters.put(record, "__streams.errors.offset", "6");
        Letters.put(record, "__streams.errors.exception", "java.lang.ArithmeticException: / by zero");
        Letters.put(record, "__streams.errors.message", "/ by zero");

        LetterFacts facts = LetterAdapter.read(record);

        assertThat(facts.origin()).isEqualTo(new LetterFacts.Origin("orders", 5, 6));
        says(facts, "ArithmeticException", "/ by zero");
    }

    @Test
    void readsWhatSaysNothing() {
        LetterFacts facts = LetterAdapter.read(record());
        ConsumerRecord<byte[], byte[]> broken = record();
        Letters.put(broken, "__connect.errors.topic", "orders");
        Letters.put(broken, "__connect.errors.partition", "five");

        assertThat(facts.origin()).isNull();
        says(facts, "unknown", "");
        assertThat(LetterAdapter.read(broken).origin()).isNull();
    }

    private static void says(LetterFacts facts, String code, String message) {
        assertThat(facts.reason()).isEqualTo(new LetterFacts.Reason(code, message, null, null));
        assertThat(facts.failedAt()).isEqualTo(Instant.ofEpochMilli(AT));
        assertThat(facts.sending()).isEqualTo(LetterFacts.Sending.UNKNOWN);
    }

    private static ConsumerRecord<byte[], byte[]> record() {
        return Letters.record("k".getBytes(StandardCharsets.UTF_8), AT);
    }
}
