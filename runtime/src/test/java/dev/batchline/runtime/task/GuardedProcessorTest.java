package dev.batchline.runtime.task;

import static dev.batchline.runtime.task.LifeProcessorTest.utf8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.batchline.runtime.SettableClocks;
import dev.batchline.runtime.kafka.ServiceTopology;
import dev.batchline.runtime.kafka.StreamsSettings;
import dev.batchline.runtime.kafka.TopicNames;
import dev.batchline.runtime.outcome.FailedItem;
import dev.batchline.runtime.outcome.Reason;
import dev.batchline.runtime.outcome.Stage;
import dev.batchline.schemas.ErrorCode;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.Topic;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.processor.api.RecordMetadata;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of a record at which a processor fails again and again, and of those beside it. */
class GuardedProcessorTest {
    private static final String ROUTER = "router";
    private static final int REQUEST_MAX = 10_000;

    private final SettableClocks clocks = new SettableClocks();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final TopicNames names = new TopicNames("batch.", List.of("requests"));
    private final EffectLane lane = new EffectLane("test", 1, 1);
    private final LifeSettings settings =
            new LifeSettings("batcher", names, Duration.ofSeconds(10), REQUEST_MAX, clocks, lane, meters);
    private String fails = "poison";
    private RuntimeException failure = new IllegalStateException("a fault of our own");
    private TopologyTestDriver driver;

    @TempDir
    private Path state;

    @AfterEach
    void close() {
        if (driver != null) {
            driver.close();
        }
        lane.close();
    }

    @Test
    void setsARecordAsideThatFailedThreeTimesAndGoesOn() {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> anotherThread("good 1", "poison")).hasRootCause(failure);
            assertThat(letters()).isEmpty();
        }

        anotherThread("good 1", "poison", "good 2");

        assertThat(lanes()).containsExactly("good 1", "good 2");
        assertThat(letters()).singleElement().satisfies(letter -> {
            assertThat(letter.value()).isEqualTo(utf8("poison"));
            assertThat(letter.getHeaders().lastHeader(Headers.ERROR_CODE).value())
                    .isEqualTo(utf8("internal_error"));
            assertThat(letter.getHeaders().lastHeader(Headers.ERROR_MESSAGE).value())
                    .asString(StandardCharsets.UTF_8)
                    .contains("3 times")
                    .contains("requests-0 at offset 1");
        });
        assertThat(failed()).hasSize(1);
        assertThat(stuck()).isZero();
        assertThat(meters.get("batchline.records.failures").counter().count()).isEqualTo(3);
    }

    @Test
    void setsItAsideAgainWhenThatTransactionWasAborted() {
        failThreeTimes();
        anotherThread("good 1", "poison");
        anotherThread("good 1", "poison", "good 2");
        assertThat(letters()).hasSize(1);
        assertThat(lanes()).containsExactly("good 1", "good 2");
    }

    @Test
    void setsSeveralAside() {
        fails = "poison.*";
        for (int i = 0; i < 6; i++) {
            assertThatThrownBy(() -> anotherThread("poison 1", "poison 2", "good"))
                    .hasRootCause(failure);
        }
        anotherThread("poison 1", "poison 2", "good");
        assertThat(letters()).hasSize(2);
        assertThat(lanes()).containsExactly("good");
    }

    @Test
    void countsFromTheBeginningAfterARecordWentThrough() {
        assertThatThrownBy(() -> anotherThread("good 1", "poison")).hasRootCause(failure);
        assertThatThrownBy(() -> anotherThread("good 1", "poison")).hasRootCause(failure);
        fails = "nothing";
        anotherThread("good 1", "poison");
        assertThat(lanes()).containsExactly("good 1", "poison");
        fails = "poison";
        assertThatThrownBy(() -> anotherThread("good 1", "poison")).hasRootCause(failure);
        assertThatThrownBy(() -> anotherThread("good 1", "poison")).hasRootCause(failure);
    }

    @Test
    void neverBlamesARecordForAFailureOfKafka() {
        failure = new TimeoutException("no broker answers");
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> anotherThread("good 1", "poison")).hasRootCause(failure);
        }
        failure = new IllegalStateException(new TimeoutException("no broker answers"));
        for (int i = 0; i < 5; i++) {
            assertThatThrownBy(() -> anotherThread("good 1", "poison")).hasRootCauseInstanceOf(TimeoutException.class);
        }
        assertThat(letters()).isEmpty();
    }

    @Test
    void setsAnOversizedRecordAsideAndItsNeighboursGoOn() {
        String huge = "x".repeat(REQUEST_MAX + Topic.HEADROOM_BYTES);
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> anotherThread("good 1", huge))
                    .hasRootCauseInstanceOf(OversizedRecordException.class);
        }

        anotherThread("good 1", huge, "good 2");

        assertThat(lanes()).containsExactly("good 1", "good 2");
        assertThat(letters()).singleElement().satisfies(letter -> {
            assertThat(letter.value()).isNull();
            assertThat(letter.getHeaders().lastHeader(Headers.VALUE_OMITTED)).isNotNull();
        });
    }

    @Test
    void deadLetterOfAnOldRequestCarriesTheTimeOfNow() {
        failThreeTimes();
        open();
        Instant old = clocks.now().minus(Duration.ofDays(40));
        requests().pipeInput(new TestRecord<>(null, utf8("good 1"), old));
        requests().pipeInput(new TestRecord<>(null, utf8("poison"), old));
        assertThat(letters())
                .singleElement()
                .satisfies(letter -> assertThat(letter.getRecordTime()).isEqualTo(clocks.now()));
        assertThat(failed())
                .singleElement()
                .satisfies(result -> assertThat(result.getRecordTime()).isEqualTo(clocks.now()));
    }

    private void failThreeTimes() {
        for (int i = 0; i < 3; i++) {
            assertThatThrownBy(() -> anotherThread("good 1", "poison")).hasRootCause(failure);
        }
    }

    /** What a replaced stream thread does: it comes to the same records again. */
    private void anotherThread(String... values) {
        open();
        for (String value : values) {
            requests().pipeInput(utf8(value));
        }
    }

    private void open() {
        if (driver != null) {
            driver.close();
        }
        ServiceTopology topology = new ServiceTopology(names)
                .processor(
                        ROUTER,
                        () -> new GuardedProcessor(settings, ROUTER, new Fragile(), GuardedProcessorTest::item),
                        List.of(Topic.REQUESTS))
                .sinks(ROUTER, List.of(Topic.LANES, Topic.RESULTS_FAILED, Topic.DEAD_LETTERS));
        Properties properties = new StreamsSettings(
                        "batch.batcher", "localhost:1", state, Duration.ofSeconds(10), REQUEST_MAX, Map.of())
                .properties();
        driver = new TopologyTestDriver(topology.build(), properties, clocks.now());
    }

    private static FailedItem item(Record<byte[], byte[]> record, RecordMetadata source, String message) {
        List<Header> facts = List.of(
                Header.of(Headers.SOURCE_TOPIC, source.topic()),
                Header.of(Headers.SOURCE_PARTITION, Integer.toString(source.partition())),
                Header.of(Headers.SOURCE_OFFSET, Long.toString(source.offset())));
        return new FailedItem(
                null, record.value(), facts, null, Reason.of(ErrorCode.INTERNAL_ERROR, message, Stage.ROUTE));
    }

    private TestInputTopic<byte[], byte[]> requests() {
        return driver.createInputTopic("requests", new ByteArraySerializer(), new ByteArraySerializer());
    }

    private List<String> lanes() {
        return read(Topic.LANES).stream()
                .map(record -> new String(record.value(), StandardCharsets.UTF_8))
                .toList();
    }

    private List<TestRecord<byte[], byte[]>> letters() {
        return read(Topic.DEAD_LETTERS);
    }

    private List<TestRecord<byte[], byte[]>> failed() {
        return read(Topic.RESULTS_FAILED);
    }

    private List<TestRecord<byte[], byte[]>> read(Topic topic) {
        return driver.createOutputTopic(names.name(topic), new ByteArrayDeserializer(), new ByteArrayDeserializer())
                .readRecordsToList();
    }

    private double stuck() {
        return meters.get("batchline.records.stuck").gauge().value();
    }

    /** Forwards each record to its lane, and fails at some. */
    private final class Fragile implements Processor<byte[], byte[], byte[], byte[]> {
        private Forwarder out;

        @Override
        public void init(ProcessorContext<byte[], byte[]> context) {
            out = new Forwarder(context, ROUTER, REQUEST_MAX, clocks);
        }

        @Override
        public void process(Record<byte[], byte[]> record) {
            if (new String(record.value(), StandardCharsets.UTF_8).matches(fails)) {
                throw failure;
            }
            out.forward(Topic.LANES, utf8("pool|/v1/chat/completions|m|24h"), record.value(), List.of());
        }
    }
}
