package dev.batchline.runtime.outcome;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.batchline.runtime.task.RecordSink;
import dev.batchline.schemas.ErrorCode;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.ResultLine.Response;
import dev.batchline.schemas.Topic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** The two records by which a failed item is told. */
class FailedItemTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final byte[] ORIGINAL = utf8("{\"custom_id\": \"a\",  \"odd\":1}");
    private static final List<Header> FACTS = List.of(
            new Header("traceparent", new byte[] {0, (byte) 0xff}),
            new Header("nothing", null),
            Header.of(Headers.TENANT, "t"),
            Header.of(Headers.SOURCE_TOPIC, "in"),
            Header.of(Headers.SOURCE_TOPIC_ID, "internal"),
            Header.of(Headers.SOURCE_PARTITION, "258"),
            Header.of(Headers.SOURCE_OFFSET, "72623859790382856"));
    private static final Reason REASON = new Reason("invalid_request", "It is odd.", false, 400, Stage.ITEM);

    private final Sink sink = new Sink();

    @Test
    void tellsResultAndDeadLetterUnderTheCustomId() throws IOException {
        new FailedItem("a", ORIGINAL, FACTS, new Response(400, "req_1", utf8("{\"x\" :1}")), REASON).forward(sink, NOW);

        assertThat(sink.written).extracting(Written::topic).containsExactly(Topic.RESULTS_FAILED, Topic.DEAD_LETTERS);
        assertThat(sink.written).allSatisfy(written -> assertThat(written.key()).isEqualTo(utf8("a")));
        String line = new String(sink.result().value(), StandardCharsets.UTF_8);
        assertThat(line).contains("\"body\":{\"x\" :1}");
        JsonNode result = new ObjectMapper().readTree(line);
        assertThat(result.get("custom_id").asText()).isEqualTo("a");
        assertThat(result.get("error").get("code").asText()).isEqualTo("invalid_request");
        assertThat(result.get("error").get("message").asText()).isEqualTo("It is odd.");
        assertThat(sink.letter().value()).isEqualTo(ORIGINAL);
    }

    @Test
    void carriesTheUsersHeadersByteForByteAndSaysWhy() {
        new FailedItem("a", ORIGINAL, FACTS, null, REASON).forward(sink, NOW);
        assertThat(sink.written).allSatisfy(written -> {
            assertThat(written.headers())
                    .contains(FACTS.get(0), FACTS.get(1), FACTS.get(2))
                    .contains(
                            Header.of(Headers.ERROR_CODE, "invalid_request"),
                            Header.of(Headers.ERROR_MESSAGE, "It is odd."),
                            Header.of(Headers.ERROR_RETRYABLE, "false"),
                            Header.of(Headers.HTTP_STATUS, "400"),
                            Header.of(Headers.STAGE, "item"),
                            Header.of(Headers.FAILED_AT, "2026-01-01T00:00:00Z"));
            assertThat(written.headers())
                    .as("internal")
                    .noneMatch(header -> header.key().equals(Headers.SOURCE_TOPIC_ID));
        });
    }

    @Test
    void leavesTheHttpStatusOutWhereThereWasNone() {
        new FailedItem("a", ORIGINAL, FACTS, null, Reason.of(ErrorCode.BATCH_EXPIRED, "Late.", Stage.JOIN))
                .forward(sink, NOW);
        assertThat(sink.letter().headers()).noneMatch(header -> header.key().equals(Headers.HTTP_STATUS));
        assertThat(sink.letter().headers()).contains(Header.of(Headers.ERROR_RETRYABLE, "true"));
    }

    @Test
    void givesSpringsToolsTheOriginalPlaceInBigEndianOnTheDeadLetterOnly() {
        new FailedItem("a", ORIGINAL, FACTS, null, REASON).forward(sink, NOW);
        assertThat(sink.letter().headers())
                .contains(
                        Header.of("kafka_dlt-original-topic", "in"),
                        new Header("kafka_dlt-original-partition", new byte[] {0, 0, 1, 2}),
                        new Header("kafka_dlt-original-offset", new byte[] {1, 2, 3, 4, 5, 6, 7, 8}));
        assertThat(sink.result().headers()).noneMatch(header -> header.key().startsWith("kafka_dlt"));
    }

    @Test
    void namesAnItemWithoutCustomIdByItsPlace() throws IOException {
        new FailedItem(null, ORIGINAL, FACTS, null, REASON).forward(sink, NOW);
        assertThat(sink.letter().key()).isEqualTo(utf8("in-258-72623859790382856"));
        JsonNode result = new ObjectMapper().readTree(sink.result().value());
        assertThat(result.get("custom_id").isNull()).isTrue();
    }

    @Test
    void omitsAValueThatNoDeadLetterTakes() {
        sink.limit = 2_000;
        new FailedItem("a", new byte[2_000], FACTS, null, REASON).forward(sink, NOW);
        assertThat(sink.letter().value()).isNull();
        assertThat(sink.letter().headers())
                .contains(FACTS.get(0), Header.of(Headers.VALUE_OMITTED, "true"))
                .contains(Header.of(Headers.SOURCE_OFFSET, "72623859790382856"));
        assertThat(sink.result().headers()).noneMatch(header -> header.key().equals(Headers.VALUE_OMITTED));
    }

    @Test
    void omitsNoValueThatFits() {
        new FailedItem("a", ORIGINAL, FACTS, null, REASON).forward(sink, NOW);
        assertThat(sink.letter().headers()).noneMatch(header -> header.key().equals(Headers.VALUE_OMITTED));
    }

    @Test
    void omitsAnAnswerThatNoResultTakes() throws IOException {
        sink.limit = 5_000;
        new FailedItem("a", ORIGINAL, FACTS, new Response(500, null, utf8("\"" + "x".repeat(5_000) + "\"")), REASON)
                .forward(sink, NOW);
        JsonNode result = new ObjectMapper().readTree(sink.result().value());
        assertThat(result.get("response").isNull()).isTrue();
        assertThat(result.get("error").get("code").asText()).isEqualTo("invalid_request");
    }

    @Test
    void leavesOutTheUsersHeadersWhenNoRecordTakesThem() {
        sink.limit = 3_000;
        List<Header> facts = new ArrayList<>(FACTS);
        facts.add(Header.of("huge", "h".repeat(4_000)));
        new FailedItem("a", ORIGINAL, facts, null, REASON).forward(sink, NOW);
        assertThat(sink.written)
                .hasSize(2)
                .allSatisfy(written -> assertThat(written.headers())
                        .noneMatch(header -> header.key().equals("huge"))
                        .contains(
                                Header.of(Headers.SOURCE_TOPIC, "in"),
                                Header.of(Headers.ERROR_CODE, "invalid_request")));
        assertThat(sink.letter().value()).isEqualTo(ORIGINAL);
    }

    @Test
    void cutsALongMessageOnACharactersBorder() throws IOException {
        for (String character : List.of("a", "ü", "€", "😀")) {
            for (int shift = 0; shift < 4; shift++) {
                sink.written.clear();
                String message = "x".repeat(shift) + character.repeat(4_096);
                new FailedItem("a", ORIGINAL, FACTS, null, new Reason("c", message, false, null, Stage.ITEM))
                        .forward(sink, NOW);
                byte[] cut = header(sink.letter(), Headers.ERROR_MESSAGE);
                int width = utf8(character).length;
                assertThat(cut.length).isBetween(4_096 - width + 1, 4_096);
                String text = new String(cut, StandardCharsets.UTF_8);
                assertThat(message).startsWith(text);
                assertThat(new ObjectMapper()
                                .readTree(sink.result().value())
                                .get("error")
                                .get("message")
                                .asText())
                        .isEqualTo(text);
            }
        }
    }

    @Test
    void writesTheSameWordsForStagesAsTheContract() {
        assertThat(Stage.values())
                .extracting(Stage::word)
                .containsExactly("route", "seal", "submit", "validate", "item", "join");
    }

    private static byte[] header(Written written, String name) {
        return written.headers().stream()
                .filter(header -> header.key().equals(name))
                .findFirst()
                .orElseThrow()
                .value();
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    /** A record that was written. */
    private record Written(Topic topic, byte[] key, byte @Nullable [] value, List<Header> headers) {}

    /** Keeps what is written and refuses, as the real one does, what is too large. */
    private static final class Sink implements RecordSink {
        private final List<Written> written = new ArrayList<>();
        private int limit = 1_000_000;

        @Override
        public boolean fits(Topic topic, byte[] key, byte @Nullable [] value, List<Header> headers) {
            int size = key.length + (value == null ? 0 : value.length);
            for (Header header : headers) {
                byte[] content = header.value();
                size += header.key().length() + (content == null ? 0 : content.length);
            }
            return size <= limit;
        }

        @Override
        public void forward(Topic topic, byte[] key, byte @Nullable [] value, List<Header> headers) {
            assertThat(fits(topic, key, value, headers)).as("%s fits", topic).isTrue();
            written.add(new Written(topic, key, value, List.copyOf(headers)));
        }

        Written result() {
            return written.get(0);
        }

        Written letter() {
            return written.get(1);
        }
    }
}
