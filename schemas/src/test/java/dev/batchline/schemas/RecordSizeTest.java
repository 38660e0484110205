package dev.batchline.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** The records of the internal topics stay as small as the sizing of the topics assumes. */
class RecordSizeTest {
    private static final Instant TIME = Instant.parse("2026-11-21T08:00:00.123456789Z");
    private static final LaneKey LANE = new LaneKey(
            "production", "/v1/chat/completions", "ft:gpt-4.1-mini-2025-04-14:my-organisation:suffix:BXXXXXXX", "24h");
    private static final WindowId ID = WindowId.of(DeploymentId.of("a", "b"), 999, LANE, 999_999_999_999_999L);

    @Test
    void keepsWindowEventWithinOneKilobyte() {
        List<String> batches = List.of("batch_" + "6".repeat(32), "batch_" + "7".repeat(32));
        WindowFacts facts = new WindowFacts(
                LANE,
                999_999_999_999_999L,
                50_000,
                209_715_200,
                999_999_999,
                50_000,
                33_554_432,
                "A".repeat(44),
                Integer.MAX_VALUE,
                4_000,
                List.of(),
                TIME,
                CloseTrigger.TOKENS,
                14);
        List<WindowState> states = List.of(
                new WindowState.Uploaded(
                        "production", "file-" + "a".repeat(32), 3, batches, "l".repeat(36), TIME, TIME),
                new WindowState.Submitted(
                        "production",
                        "file-" + "a".repeat(32),
                        "batch_" + "6".repeat(32),
                        3,
                        batches,
                        SubmittedHow.ADOPTED,
                        TIME,
                        null),
                new WindowState.Rejected("production", "invalid_request_error", "m".repeat(300), TIME));
        for (WindowState state : states) {
            assertThat(JsonCodec.WINDOW.encode(new Window(1, ID, 999_999, facts, state)))
                    .hasSizeLessThanOrEqualTo(1024);
        }
    }

    @Test
    void splitsFiftyThousandPlainLinesIntoPartsThatShrinkWell() {
        List<ManifestItem> items = IntStream.range(0, 50_000)
                .mapToObj(seq -> new ManifestItem(
                        seq,
                        7_000_000_000L + seq * 3L,
                        "customer-42-ticket-" + seq,
                        null,
                        400 + seq % 97,
                        1,
                        traced(seq)))
                .toList();
        List<ManifestChunk> chunks = ManifestChunker.split(ID, items);
        holds(chunks, items);
        long bytes = chunks.stream()
                .mapToLong(chunk -> ManifestCodec.encode(chunk).length)
                .sum();
        assertThat(bytes / 50_000).isLessThan(60);
    }

    @Test
    void staysWithinTheLimitWhenNothingShrinks() {
        Random random = new Random(20_261_121);
        List<ManifestItem> items = IntStream.range(0, 300)
                .mapToObj(seq -> {
                    byte[] value = new byte[Headers.CARRIED_MAX_BYTES];
                    random.nextBytes(value);
                    String customId = "é漢\u0000\"".repeat(128);
                    return new ManifestItem(
                            seq, seq, customId, ID.wireId(seq), 1, 1, List.of(new Header("x-trace", value)));
                })
                .toList();
        holds(ManifestChunker.split(ID, items), items);
    }

    @Test
    void givesLineLargerThanPartItsOwnPart() {
        Header large = new Header("x", new byte[600_000]);
        List<ManifestItem> items = IntStream.range(0, 3)
                .mapToObj(seq -> new ManifestItem(seq, seq, "a", null, 1, 1, seq == 1 ? List.of(large) : List.of()))
                .toList();
        assertThat(ManifestChunker.split(ID, items))
                .extracting(chunk -> chunk.items().size())
                .containsExactly(1, 1, 1);
    }

    @Test
    void holdsOnePartAtATime() {
        ManifestChunker chunker = new ManifestChunker();
        int seen = 0;
        int largest = 0;
        for (int seq = 0; seq < 200_000; seq++) {
            List<ManifestItem> part = chunker.add(new ManifestItem(seq, seq, "id-" + seq, null, 1, 1, List.of()))
                    .orElse(List.of());
            seen += part.size();
            largest = Math.max(largest, part.size());
        }
        seen += chunker.finish().orElseThrow().size();
        assertThat(seen).isEqualTo(200_000);
        assertThat(largest).isLessThan(10_000);
        assertThat(chunker.finish()).isEmpty();
    }

    @Test
    void givesNoPartForNoLines() {
        assertThat(ManifestChunker.split(ID, List.of())).isEmpty();
        assertThat(ManifestChunker.count(List.of())).isZero();
    }

    private static void holds(List<ManifestChunk> chunks, List<ManifestItem> items) {
        List<ManifestItem> back = new ArrayList<>();
        for (ManifestChunk chunk : chunks) {
            byte[] record = ManifestCodec.encode(chunk);
            assertThat(record).hasSizeLessThanOrEqualTo(512 * 1000);
            assertThat(ManifestCodec.unzip(record)).hasSizeLessThanOrEqualTo(ManifestChunker.PART_MAX_BYTES);
            assertThat(chunk.chunk()).isEqualTo(chunks.indexOf(chunk));
            assertThat(chunk.chunks()).isEqualTo(chunks.size());
            back.addAll(ManifestCodec.decode(record).items());
        }
        assertThat(back.equals(items)).isTrue();
        assertThat(ManifestChunker.count(items)).isEqualTo(chunks.size());
    }

    private static List<Header> traced(int seq) {
        String trace = "00-%016x%016x-%016x-01".formatted(seq * 7_919L, ~(seq * 104_729L), seq * 1_299_709L);
        return seq % 10 == 0 ? List.of(Header.of("traceparent", trace)) : List.of();
    }
}
