package dev.batchline.cli;

import dev.batchline.runtime.config.KafkaSettings;
import dev.batchline.schemas.ParsedRequest;
import dev.batchline.schemas.RequestEvent;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.clients.producer.RecordMetadata;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.jspecify.annotations.Nullable;

/** Writes request events to a topic as they are, each under its custom_id if it has a readable one. */
public final class RequestSender implements AutoCloseable {
    private final KafkaProducer<byte[], byte[]> producer;
    private final String topic;
    private final AtomicLong acknowledged = new AtomicLong();
    private final AtomicReference<@Nullable Exception> failure = new AtomicReference<>();

    /** A sender to a topic whose records may have so many bytes. */
    public RequestSender(KafkaSettings kafka, String topic, int maxRecordBytes) {
        Map<String, Object> properties = kafka.producerProperties();
        properties.putIfAbsent(ProducerConfig.LINGER_MS_CONFIG, "20");
        properties.putIfAbsent(ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
        properties.put(ProducerConfig.ACKS_CONFIG, "all");
        properties.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        properties.put(ProducerConfig.MAX_REQUEST_SIZE_CONFIG, maxRecordBytes);
        this.producer = new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer());
        this.topic = topic;
    }

    /** Sends one request event; returns before it is acknowledged. Throws what an earlier one failed with. */
    public void send(byte[] value, List<Header> headers) {
        throwFailure();
        byte @Nullable [] key = key(value);
        Future<?> unused = producer.send(new ProducerRecord<>(topic, null, key, value, headers), this::acknowledge);
    }

    private void acknowledge(@Nullable RecordMetadata metadata, @Nullable Exception exception) {
        if (exception == null) {
            acknowledged.incrementAndGet();
        } else {
            failure.compareAndSet(null, exception);
        }
    }

    /** Waits until everything sent is acknowledged; throws if something was not. */
    public void flush() {
        producer.flush();
        throwFailure();
    }

    /** How many records Kafka has acknowledged. */
    public long acknowledged() {
        return acknowledged.get();
    }

    @Override
    public void close() {
        producer.close();
    }

    private void throwFailure() {
        Exception exception = failure.get();
        if (exception instanceof RuntimeException refused) {
            throw refused;
        }
        if (exception != null) {
            throw new IllegalStateException(exception);
        }
    }

    private static byte @Nullable [] key(byte[] value) {
        @Nullable
        String customId = switch (RequestEvent.parse(value)) {
            case RequestEvent request -> request.customId();
            case ParsedRequest.Refused refused -> refused.customId();
        };
        return customId == null ? null : customId.getBytes(StandardCharsets.UTF_8);
    }
}
