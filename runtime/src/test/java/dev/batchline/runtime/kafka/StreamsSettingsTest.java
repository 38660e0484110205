package dev.batchline.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.errors.DefaultProductionExceptionHandler;
import org.apache.kafka.streams.errors.LogAndContinueProcessingExceptionHandler;
import org.apache.kafka.streams.errors.LogAndFailProcessingExceptionHandler;
import org.apache.kafka.streams.errors.ProductionExceptionHandler;
import org.apache.kafka.streams.processor.WallclockTimestampExtractor;
import org.junit.jupiter.api.Test;

/** What Streams and its clients are told, and what nobody can tell them otherwise. */
class StreamsSettingsTest {
    private static final int REQUEST_MAX = 8 * 1024 * 1024;

    @Test
    void letsNoWaitOutliveTheTransactionItIsPartOf() {
        Map<String, Object> producer = config(Map.of()).getProducerConfigs("producer");
        long transaction = Long.parseLong(
                producer.get(ProducerConfig.TRANSACTION_TIMEOUT_CONFIG).toString());
        for (String wait :
                new String[] {ProducerConfig.MAX_BLOCK_MS_CONFIG, ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG}) {
            assertThat(Long.parseLong(producer.get(wait).toString()))
                    .as("%s: the broker would abort under a stream thread that waits", wait)
                    .isLessThan(transaction);
        }
    }

    @Test
    void recordThatIsLostEndsTheThreadAndNotOnlyItsTask() {
        StreamsConfig config = config(Map.of());
        ProducerRecord<byte[], byte[]> lost = new ProducerRecord<>("topic", new byte[0]);

        assertThat(config.productionExceptionHandler()
                        .handleError(null, lost, new TimeoutException("25000 ms has passed"))
                        .result())
                .as("a retry would begin one task anew, and the others would go on behind what was aborted")
                .isEqualTo(ProductionExceptionHandler.Result.FAIL);
    }

    @Test
    void carriesTheNumbersOfTheDesign() {
        StreamsConfig config = config(Map.of());
        assertThat(config.getString(StreamsConfig.APPLICATION_ID_CONFIG))
                .as("one prefixed ACL covers group and transactional ids")
                .isEqualTo("batch.batcher");
        assertThat(config.getLong(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG))
                .as("events do not starve behind a backlog of lanes")
                .isEqualTo(-1L);
        assertThat(config.getLong(StreamsConfig.ACCEPTABLE_RECOVERY_LAG_CONFIG))
                .as("a new instance gets tasks at once, whatever it has to restore")
                .isEqualTo(Long.MAX_VALUE);
        assertThat(config.getInt(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG))
                .as("requests of megabytes wait on the heap")
                .isEqualTo(500);
        assertThat(config.defaultTimestampExtractor())
                .as("a user's time stamp, old or in the future, decides nothing")
                .isInstanceOf(WallclockTimestampExtractor.class);

        Map<String, Object> consumer = consumer(config);
        is(consumer, ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "10000", "another takes over within seconds");
        is(consumer, ConsumerConfig.HEARTBEAT_INTERVAL_MS_CONFIG, "3000", "three heartbeats a session");
        is(consumer, ConsumerConfig.MAX_POLL_RECORDS_CONFIG, "500", "a punctuation comes between two polls");
        is(consumer, ConsumerConfig.FETCH_MAX_BYTES_CONFIG, "16777216", "what a fetch holds on the heap");
        is(consumer, ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_committed", "an effect answers a committed event");

        Map<String, Object> producer = config.getProducerConfigs("producer");
        is(producer, ProducerConfig.MAX_BLOCK_MS_CONFIG, "20000", "below the transaction timeout");
        is(producer, ProducerConfig.TRANSACTION_TIMEOUT_CONFIG, "30000", "readers wait no longer for a dead writer");
        is(producer, ProducerConfig.BUFFER_MEMORY_CONFIG, "33554432", "what waits to be sent on the heap");
        is(producer, ProducerConfig.MAX_REQUEST_SIZE_CONFIG, "16777216", "the largest record of any topic");
    }

    private static void is(Map<String, Object> properties, String key, String value, String reason) {
        assertThat(properties.get(key)).as("%s: %s", key, reason).hasToString(value);
    }

    @Test
    void holdsTheGuaranteesAgainstEveryWayOfPassingThem() {
        Map<String, String> attack = new HashMap<>();
        attack.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, "at_least_once");
        attack.put(StreamsConfig.APPLICATION_ID_CONFIG, "other");
        attack.put(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG, "0");
        attack.put(StreamsConfig.GROUP_PROTOCOL_CONFIG, "streams");
        attack.put(StreamsConfig.ACCEPTABLE_RECOVERY_LAG_CONFIG, "10000");
        attack.put(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG, "100000");
        attack.put(
                StreamsConfig.DEFAULT_TIMESTAMP_EXTRACTOR_CLASS_CONFIG,
                "org.apache.kafka.streams.processor.FailOnInvalidTimestamp");
        attack.put(
                StreamsConfig.PROCESSING_EXCEPTION_HANDLER_CLASS_CONFIG,
                LogAndContinueProcessingExceptionHandler.class.getName());
        attack.put(StreamsConfig.PRODUCTION_EXCEPTION_HANDLER_CLASS_CONFIG, Forgetful.class.getName());
        for (String prefix : new String[] {"", "consumer.", "main.consumer."}) {
            attack.put(prefix + ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG, "45000");
            attack.put(prefix + ConsumerConfig.ISOLATION_LEVEL_CONFIG, "read_uncommitted");
        }
        attack.put("producer." + ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, "false");

        StreamsConfig config = config(attack);
        assertThat(config.getString(StreamsConfig.PROCESSING_GUARANTEE_CONFIG)).isEqualTo("exactly_once_v2");
        assertThat(config.getString(StreamsConfig.APPLICATION_ID_CONFIG)).isEqualTo("batch.batcher");
        assertThat(config.getLong(StreamsConfig.MAX_TASK_IDLE_MS_CONFIG)).isEqualTo(-1L);
        assertThat(config.getString(StreamsConfig.GROUP_PROTOCOL_CONFIG)).isEqualToIgnoringCase("classic");
        assertThat(config.getLong(StreamsConfig.ACCEPTABLE_RECOVERY_LAG_CONFIG)).isEqualTo(Long.MAX_VALUE);
        assertThat(config.getInt(StreamsConfig.BUFFERED_RECORDS_PER_PARTITION_CONFIG))
                .isEqualTo(500);
        assertThat(config.defaultTimestampExtractor()).isInstanceOf(WallclockTimestampExtractor.class);
        assertThat(config.processingExceptionHandler())
                .as("a record at which our code fails is never skipped")
                .isInstanceOf(LogAndFailProcessingExceptionHandler.class);
        assertThat(config.productionExceptionHandler())
                .as("a record that cannot be written ends its transaction")
                .isExactlyInstanceOf(FailOnEveryLostRecord.class);
        assertThat(consumer(config).get(ConsumerConfig.SESSION_TIMEOUT_MS_CONFIG))
                .hasToString("10000");
        assertThat(consumer(config).get(ConsumerConfig.ISOLATION_LEVEL_CONFIG)).hasToString("read_committed");
        assertThat(config.getProducerConfigs("producer").get(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG))
                .hasToString("true");
    }

    @Test
    void passesWhatIsNoGuaranteeThrough() {
        StreamsConfig config = config(Map.of(
                StreamsConfig.COMMIT_INTERVAL_MS_CONFIG, "1000", "producer." + ProducerConfig.LINGER_MS_CONFIG, "50"));
        assertThat(config.getLong(StreamsConfig.COMMIT_INTERVAL_MS_CONFIG)).isEqualTo(1000L);
        assertThat(config.getProducerConfigs("producer").get(ProducerConfig.LINGER_MS_CONFIG))
                .hasToString("50");
    }

    @Test
    void makesRoomForLargerRequests() {
        int large = 40 * 1024 * 1024;
        StreamsSettings settings = new StreamsSettings(
                "batch.batcher", "localhost:1", Path.of("state"), Duration.ofSeconds(10), large, Map.of());
        Map<String, Object> producer = new StreamsConfig(settings.properties()).getProducerConfigs("producer");
        assertThat(Long.parseLong(
                        producer.get(ProducerConfig.MAX_REQUEST_SIZE_CONFIG).toString()))
                .isGreaterThan(large);
    }

    private static Map<String, Object> consumer(StreamsConfig config) {
        return config.getMainConsumerConfigs("batch.batcher", "client", 0);
    }

    private static StreamsConfig config(Map<String, String> passedThrough) {
        Properties properties = new StreamsSettings(
                        "batch.batcher",
                        "localhost:1",
                        Path.of("state"),
                        StreamsSettings.SESSION_TIMEOUT,
                        REQUEST_MAX,
                        passedThrough)
                .properties();
        return new StreamsConfig(properties);
    }

    /** Goes on without the record that could not be written. */
    public static final class Forgetful extends DefaultProductionExceptionHandler {}
}
