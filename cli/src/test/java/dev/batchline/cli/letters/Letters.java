package dev.batchline.cli.letters;

import dev.batchline.schemas.Headers;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.TimestampType;

/** Dead letters for tests. */
public final class Letters {
    private Letters() {}

    public static ConsumerRecord<byte[], byte[]> record(byte[] key, long at) {
        return new ConsumerRecord<>(
                "t",
                0,
                1,
                at,
                TimestampType.CREATE_TIME,
                1,
                1,
                key,
                new byte[0],
                new RecordHeaders(),
                Optional.empty());
    }

    /** One of Batchline's own. */
    public static ConsumerRecord<byte[], byte[]> own(String customId, String code, String retryable, String attempt) {
        ConsumerRecord<byte[], byte[]> record = record(customId.getBytes(StandardCharsets.UTF_8), 0);
        put(record, Headers.ERROR_CODE, code);
        put(record, Headers.ERROR_MESSAGE, "Message of " + code + ".");
        put(record, Headers.ERROR_RETRYABLE, retryable);
        put(record, Headers.FAILED_AT, "2026-11-22T01:00:00Z");
        put(record, Headers.TENANT, "acme");
        put(record, Headers.JOB, "backfill");
        put(record, Headers.ACCOUNT, "openai");
        put(record, Headers.MODEL, "m1");
        put(record, Headers.WINDOW, "w0-x-1");
        put(record, Headers.BATCH_ID, "batch_7");
        put(record, Headers.ATTEMPT, attempt);
        put(record, Headers.SOURCE_TOPIC, "batch.requests");
        put(record, Headers.SOURCE_PARTITION, "3");
        put(record, Headers.SOURCE_OFFSET, "17");
        return record;
    }

    public static void put(ConsumerRecord<byte[], byte[]> record, String name, String text) {
        record.headers().add(name, text.getBytes(StandardCharsets.UTF_8));
    }
}
