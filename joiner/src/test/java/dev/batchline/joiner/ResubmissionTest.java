package dev.batchline.joiner;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.batchline.runtime.SettableClocks;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.OffsetRange;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Requests that wait to be sent again, and the records that they become. */
class ResubmissionTest {
    private final MemoryLog log = new MemoryLog();

    @Test
    void keepsOffsetsAsRuns() {
        assertThat(Resubmission.runs(List.of())).isEmpty();
        assertThat(Resubmission.runs(List.of(7L))).containsExactly(new OffsetRange(7, 7));
        assertThat(Resubmission.runs(List.of(0L, 1L, 2L, 4L, 9L, 10L)))
                .containsExactly(new OffsetRange(0, 2), new OffsetRange(4, 4), new OffsetRange(9, 10));
    }

    @Test
    void givesTheRestAfterAnOffset() {
        Resubmission group = group(Case.of(log, 12, 12, 1), 0, 1, 2, 4, 9, 10);
        assertThat(group.offsets()).containsExactly(0, 1, 2, 4, 9, 10);
        assertThat(group.size()).isEqualTo(6);
        assertThat(group.after(-1).offsets()).isEqualTo(group.offsets());
        assertThat(group.after(1).offsets()).containsExactly(2, 4, 9, 10);
        assertThat(group.after(4).offsets()).containsExactly(9, 10);
        assertThat(group.after(9).offsets()).containsExactly(10);
        assertThat(group.after(10).requests()).isEmpty();
        assertThat(group.after(4).version()).isEqualTo(group.version() + 1);
        assertThat(Resubmission.windowOf(Resubmission.key(group.windowId(), 77)))
                .isEqualTo(group.windowId().text());
    }

    @Test
    void writesNextAttemptAndLeavesBytesAndHeadersAlone() {
        Case window = Case.of(log, 250, 60, 2);
        ResubmitTask.Batch batch = task(lines(window, 0, 59, 60, 249)).call();
        assertThat(batch.lastOffset()).isEqualTo(window.items().get(249).offset());
        assertThat(batch.records())
                .extracting(ResubmitTask.Again::value)
                .containsExactly(Case.request(0), Case.request(59), Case.request(60), Case.request(249));
        ResubmitTask.Again first = batch.records().get(0);
        assertThat(new String(first.lane(), StandardCharsets.UTF_8)).isEqualTo(JoinerBench.LANE.text());
        List<Header> expected = new ArrayList<>(window.items().get(0).headers());
        expected.add(Header.of(Headers.ATTEMPT, "3"));
        assertThat(first.headers()).containsExactlyElementsOf(expected);
    }

    @Test
    void stopsAtFourMegabytesAndGoesOnWithTheRest() {
        Case window = Case.of(log, 10, 10, 1);
        for (int seq = 0; seq < 10; seq++) {
            log.lane(100 + 2L * seq, new byte[seq == 5 ? 6_000_000 : 1_500_000], 1);
        }
        Resubmission group = lines(window, 0, 1, 2, 3, 4, 5, 6);
        List<Integer> sizes = new ArrayList<>();
        while (!group.requests().isEmpty()) {
            ResubmitTask.Batch batch = task(group).call();
            sizes.add(batch.records().size());
            group = group.after(batch.lastOffset());
        }
        assertThat(sizes).containsExactly(2, 2, 1, 1, 1);
    }

    @Test
    void readsNoMoreRequestsThanFit() {
        Case window = Case.of(log, 40, 40, 1);
        window.items().forEach(item -> log.lane(item.offset(), new byte[3_000_000], 1));
        task(lines(window, 0, 1, 2, 3, 4, 5, 6, 7)).call();
        assertThat(log.laneReads).hasValue(2);
    }

    @Test
    void failsWhenRequestIsGone() {
        Case window = Case.of(log, 3, 3, 1);
        long last = window.items().get(2).offset();
        assertThatThrownBy(() -> task(group(window, (int) last, (int) last + 1)).call())
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("offset " + (last + 1));
        assertThatThrownBy(() -> task(group(window, (int) last - 1, (int) last)).call())
                .hasMessageContaining("offset " + (last - 1));
    }

    private static Resubmission group(Case window, Integer... offsets) {
        List<Long> all = Arrays.stream(offsets).map(Integer::longValue).toList();
        return Resubmission.again(window.id(), all, SettableClocks.START);
    }

    private static Resubmission lines(Case window, Integer... lines) {
        return group(
                window,
                Arrays.stream(lines)
                        .map(line -> (int) window.items().get(line).offset())
                        .toArray(Integer[]::new));
    }

    private ResubmitTask task(Resubmission group) {
        return new ResubmitTask(group, log);
    }
}
