package dev.batchline.runtime.kafka;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.LogAndFailProcessingExceptionHandler;
import org.apache.kafka.streams.processor.WallclockTimestampExtractor;

/**
 * What a service's Streams application is told.
 *
 * @param applicationId topic prefix and service, such as {@code batch.batcher}
 * @param bootstrapServers the brokers
 * @param stateDirectory where Streams keeps its locks and offsets
 * @param sessionTimeout after this long without a sign of life a process loses its tasks
 * @param requestMaxBytes the largest request, from which the limits of the clients follow
 * @param passedThrough further properties in Streams' own form, from the operator; they win except over the guarantees
 */
public record StreamsSettings(
        String applicationId,
        String bootstrapServers,
        Path stateDirectory,
        Duration sessionTimeout,
        int requestMaxBytes,
        Map<String, String> passedThrough) {
    /** What a process's session lasts unless told otherwise. */
    public static final Duration SESSION_TIMEOUT = Duration.ofSeconds(10);

    private static final int MEBIBYTE = 1024 * 1024;

    public StreamsSettings {
        passedThrough = Map.copyOf(passedThrough);
    }

    /** The properties to start Streams with. */
    public Properties properties() {
        Properties properties = new Properties();
        properties.put(StreamsConfig.REPLICATION_FACTOR_CONFIG, -1);
        properties.put(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, 200);
        properties.put(StreamsConfig.NUM_STREAM_THREADS_CONFIG, 1);
        properties.put(StreamsConfig.POLL_MS_CONFIG, 20);
        properties.put(StreamsConfig.ENABLE_METRICS_PUSH_CONFIG, false);
        properties.put(StreamsConfig.PROBING_REBALANCE_INTERVAL_MS_CONFIG, 60_000);
        clients(properties);
        properties.putAll(passedThrough);
        guarantees(properties);
        return properties;
    }

    private void clients(Properties properties) {
        int largest = Math.max(16 * MEBIBYTE, requestMaxBytes + MEBIBYTE);
        consumer(properties, ConsumerConfig.MAX_POLL_RECORDS_CONFIG, 500);
        consumer(properties, ConsumerConfig.FETCH_MAX_BYTES_CONFIG, 16 * MEBIBYTE);
        consumer(properties, ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, sessionTimeout.toMillis() * 3 / 10);
        producer(properties, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, largest);
        producer(properties, ProducerConfig.BUFFER_MEMORY_CONFIG, Math.max(32 * MEBIBYTE, 2 * largest));
        producer(properties, ProducerConfig.MAX_BLOCK_MS_CONFIG, 20_000);
        producer(properties, ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, 30_000);
        producer(properties, ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 25_000);
        producer(properties, ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 15_000);
        producer(properties, ProducerConfig.LINGER_MS_CONFIG, 5);
        producer(properties, ProducerConfig.BATCH_SIZE_CONFIG, 256 * 1024);
        producer(properties, ProducerConfig.COMPRESSION_TYPE_CONFIG, "lz4");
    }

    /** What the promises rest on: the operator's word does not change it. */
    private void guarantees(Properties properties) {
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, applicationId);
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, bootstrapServers);
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, -1L);
        properties.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, 500);
        properties.put(StreamsConfig.ACCEPTABLE_RECOVERY_LAG_CONFIG, Long.MAX_VALUE);
        properties.put(
                StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG, WallclockTimestampExtractor.class.getName());
        properties.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "classic");
        properties.put(
                StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
                LogAndFailProcessingExceptionHandler.class.getName());
        properties.put(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, FailOnEveryLostRecord.class.getName());
        String session = Long.toString(sessionTimeout.toMillis());
        properties.put(StreamsConfig.consumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), session);
        properties.put(StreamsConfig.mainConsumerPrefix(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG), session);
        for (String committed : new String[] {
            ConsumerConfig.ISOLATION_LEVEL_CONFIG,
            StreamsConfig.consumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG),
            StreamsConfig.mainConsumerPrefix(ConsumerConfig.ISOLATION_LEVEL_CONFIG)
        }) {
            properties.put(committed, "read_committed");
        }
    }

    private static void consumer(Properties properties, String key, Object value) {
        properties.put(StreamsConfig.consumerPrefix(key), value.toString());
    }

    private static void producer(Properties properties, String key, Object value) {
        properties.put(StreamsConfig.producerPrefix(key), value.toString());
    }
}
