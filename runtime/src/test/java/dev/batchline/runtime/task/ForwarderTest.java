package dev.batchline.runtime.task;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.batchline.runtime.SettableClocks;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.common.record.internal.AbstractRecords;
import org.apache.kafka.common.record.internal.CompressionType;
import org.apache.kafka.common.record.internal.RecordBatch;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.junit.jupiter.api.Test;

/** What is written, where to, and what is not. */
class ForwarderTest {
    private static final int REQUEST_MAX = 10_000;

    private final SettableClocks clocks = new SettableClocks();
    private final MockProcessorContext<byte[], byte[]> context = new MockProcessorContext<>();
    private final Forwarder forwarder = new Forwarder(context, "batcher", REQUEST_MAX, clocks);

    @Test
    void stampsEveryRecordWithNow() {
        forwarder.forward(Topic.WINDOWS, utf8("k"), utf8("v"), List.of());
        clocks.pass(Duration.ofDays(40));
        forwarder.forward(Topic.WINDOWS, utf8("k"), null, List.of());
        assertThat(context.forwarded())
                .extracting(forward -> forward.record().timestamp())
                .containsExactly(
                        clocks.now().minus(Duration.ofDays(40)).toEpochMilli(),
                        clocks.now().toEpochMilli());
    }

    @Test
    void writesToTheSinkOfTheTopicWithItsHeadersInOrder() {
        List<Header> headers = List.of(Header.of("a", "1"), new Header("n", null), Header.of("a", "2"));
        forwarder.forward(Topic.DEAD_LETTERS, utf8("k"), utf8("v"), headers);
        assertThat(context.forwarded()).singleElement().satisfies(forward -> {
            assertThat(forward.childName()).contains("batcher-to-dead-letters");
            assertThat(forward.record().headers())
                    .extracting(header -> new Header(header.key(), header.value()))
                    .containsExactlyElementsOf(headers);
        });
    }

    @Test
    void refusesWhatIsLargerThanItsTopicTakes() {
        int limit = Topic.LANES.maxMessageBytes(REQUEST_MAX);
        byte[] tooLarge = new byte[limit - 128];
        assertThat(forwarder.fits(Topic.LANES, utf8("k"), tooLarge, List.of())).isFalse();
        assertThatThrownBy(() -> forwarder.forward(Topic.LANES, utf8("k"), tooLarge, List.of()))
                .isInstanceOf(OversizedRecordException.class)
                .hasMessageContaining("lanes")
                .hasMessageContaining(Integer.toString(limit));
        assertThat(context.forwarded()).isEmpty();

        byte[] largest = new byte[limit - 129];
        assertThat(forwarder.fits(Topic.LANES, utf8("k"), largest, List.of())).isTrue();
        forwarder.forward(Topic.LANES, utf8("k"), largest, List.of());
        assertThat(context.forwarded()).hasSize(1);
    }

    @Test
    void neverTakesARecordForSmallerThanTheProducerDoes() {
        List<Header> headers = List.of(Header.of("größe", "x".repeat(500)), new Header("null", null));
        RecordHeaders kafka = new RecordHeaders();
        headers.forEach(header -> kafka.add(header.key(), header.value()));
        byte[] key = utf8("key");
        for (int value = 100; value < 10_000_000; value = value * 3 + 1) {
            byte[] content = new byte[value];
            int producers = AbstractRecords.estimateSizeInBytesUpperBound(
                    RecordBatch.CURRENT_MAGIC_VALUE, CompressionType.LZ4, key, content, kafka.toArray());
            Forwarder tight = new Forwarder(context, "batcher", producers - 1 - Topic.HEADROOM_BYTES, clocks);
            assertThat(tight.fits(Topic.LANES, key, content, headers))
                    .as("%d bytes to the producer", producers)
                    .isFalse();
        }
    }

    @Test
    void countsWhatItWrote() {
        forwarder.forward(Topic.WINDOWS, utf8("k"), utf8("value"), List.of());
        forwarder.forward(Topic.WINDOWS, utf8("k"), null, List.of());
        assertThat(forwarder.records()).isEqualTo(2);
        assertThat(forwarder.bytes()).isEqualTo(2 * (128 + 1) + 5);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
