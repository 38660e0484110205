package dev.batchline.joiner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.runtime.SettableClocks;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.BatchUsage;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.ManifestItem;
import dev.batchline.schemas.RequestCounts;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowState;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What is known of a window, and when that is enough to publish it. */
class JoinTest {
    private final Case window = Case.of(new MemoryLog(), 4, 2, 1);

    @ParameterizedTest
    @MethodSource("orders")
    void isCompleteWithFactsAndAllPartsAndTheEndInAnyOrder(String order) {
        Join join = Join.empty(window.id());
        for (char what : order.toCharArray()) {
            assertThat(join.complete()).isFalse();
            join = switch (what) {
                case 'w' -> join.with(window.submitted("b1", 1));
                case 'e' -> join.with(ending(BatchStatus.COMPLETED, "b1"));
                case '0' -> join.withChunk(0, 10);
                default -> join.withChunk(1, 11);
            };
        }
        assertThat(join.complete()).isTrue();
        assertThat(join.chunks().values()).containsExactly(10L, 11L);
        assertThat(join.version()).isEqualTo(5);
        JsonCodec<Join> codec = new JsonCodec<>(Join.class, Join.FORMAT);
        assertThat(codec.decode(codec.encode(join))).isEqualTo(join);
        assertThat(join.with(Join.Progress.NONE.finished()).complete()).isFalse();
    }

    static Stream<String> orders() {
        return permutations("", "we01");
    }

    private static Stream<String> permutations(String begun, String left) {
        return left.isEmpty()
                ? Stream.of(begun)
                : left.chars()
                        .mapToObj(c -> String.valueOf((char) c))
                        .flatMap(next -> permutations(begun + next, left.replace(next, "")));
    }

    @Test
    void knowsNoUsageOfAWindowOfWhichAnOlderVersionPublishedLines() {
        LineUsage four = new LineUsage(4, 0, 2, 0, 0);
        Chunk.Sums sums = new Chunk.Sums(10, PromptTokens.NONE, 0, four);
        Chunk first = new Chunk(0, 2, List.of(), List.of(7L, 8L), 1, sums);
        Chunk second = new Chunk(2, 4, List.of(), List.of(9L, 10L), 1, sums);
        Join.Progress begun = new Join.Progress(2, 0, 0, 2, PromptTokens.NONE, null, 1, false, null, null);
        Join.Progress untouched = new Join.Progress(0, 0, 0, 0, PromptTokens.NONE, null, 0, false, null, null);

        assertThat(begun.after(second).usage()).isNull();
        BatchUsage told = new BatchUsage(8L, 0L, 4L, 0L);
        assertThat(UsagePolicy.compare(told, begun.after(second).usage()).result())
                .isEqualTo(UsagePolicy.Result.UNTOLD);
        assertThat(untouched.after(first).usage()).isEqualTo(four);
        assertThat(untouched.after(first).after(second).usage()).isEqualTo(four.plus(four));
    }

    @Test
    void waitsForTheEndOfTheNewestBatch() {
        Join join = Join.empty(window.id()).withChunk(0, 10).withChunk(1, 11);
        Join second = join.with(window.submitted("b2", 2));
        assertThat(second.with(ending(BatchStatus.FAILED, "b1")).complete()).isFalse();
        assertThat(second.with(ending(BatchStatus.FAILED, null)).complete()).isFalse();
        assertThat(second.with(ending(BatchStatus.COMPLETED, "b2")).complete()).isTrue();
    }

    @Test
    void needsAnEndWithoutBatchForWindowThatHasNone() {
        Join join = Join.empty(window.id()).withChunk(0, 10).withChunk(1, 11);
        Window rejected = window.in(new WindowState.Rejected("main", "c", "m", SettableClocks.START));
        assertThat(join.with(rejected).with(ending(BatchStatus.FAILED, null)).complete())
                .isTrue();
        assertThat(join.with(rejected).with(ending(BatchStatus.FAILED, "b1")).complete())
                .isFalse();
        Window cancelled = window.in(new WindowState.Cancelled(null, SettableClocks.START));
        assertThat(join.with(cancelled)
                        .with(ending(BatchStatus.CANCELLED, null))
                        .complete())
                .isTrue();
        Window sealed = window.in(new WindowState.Sealed("main", 2, List.of("b1"), SettableClocks.START));
        assertThat(join.with(sealed).with(ending(BatchStatus.FAILED, "b1")).complete())
                .isFalse();
    }

    @Test
    void saysInHeadersWhereAnItemGotItsOutcomeAfterWhatItCarried() {
        Header trace = new Header("traceparent", new byte[] {0, -1});
        Header none = new Header("empty", null);
        ManifestItem item = new ManifestItem(
                0,
                1,
                "a",
                null,
                1,
                2,
                List.of(
                        trace,
                        Header.of(Headers.ACCOUNT, "pool"),
                        Header.of(Headers.MODE, "auto"),
                        Header.of(Headers.ATTEMPT, "1"),
                        Header.of(Headers.SOURCE_TOPIC_ID, "id"),
                        Header.of(Headers.SOURCE_OFFSET, "9"),
                        none,
                        trace));
        assertThat(new OutcomeHeaders("w", "b", "main", "m").of(item))
                .containsExactly(
                        trace,
                        Header.of(Headers.SOURCE_OFFSET, "9"),
                        none,
                        trace,
                        Header.of(Headers.WINDOW, "w"),
                        Header.of(Headers.BATCH_ID, "b"),
                        Header.of(Headers.ACCOUNT, "main"),
                        Header.of(Headers.MODEL, "m"),
                        Header.of(Headers.MODE, "batch"),
                        Header.of(Headers.ATTEMPT, "2"));
        assertThat(new OutcomeHeaders("w", null, null, "m").of(item))
                .extracting(Header::key)
                .doesNotContain(Headers.BATCH_ID, Headers.ACCOUNT);
    }

    private static Ending ending(BatchStatus status, @Nullable String batchId) {
        return new Ending(status, batchId, null, null, 1, RequestCounts.NONE, List.of(), SettableClocks.START, null);
    }
}
