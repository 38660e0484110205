package dev.batchline.joiner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.joiner.Resubmission.Lines;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.ManifestItem;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Lines that wait to be sent again, and the records that they become. */
class ResubmissionTest {
    private final MemoryLog log = new MemoryLog();

    @Test
    void keepsLineNumbersAsRuns() {
        assertThat(Resubmission.runs(List.of())).isEmpty();
        assertThat(Resubmission.runs(List.of(7))).containsExactly(new Lines(7, 7));
        assertThat(Resubmission.runs(List.of(0, 1, 2, 4, 9, 10)))
                .containsExactly(new Lines(0, 2), new Lines(4, 4), new Lines(9, 10));
    }

    @Test
    void givesTheRestAfterLine() {
        Resubmission group = group(Case.of(log, 12, 12, 1), 0, 1, 2, 4, 9, 10);
        assertThat(group.after(-1).lines()).isEqualTo(group.lines());
        assertThat(group.after(1).lines()).containsExactly(new Lines(2, 2), new Lines(4, 4), new Lines(9, 10));
        assertThat(group.after(4).lines()).containsExactly(new Lines(9, 10));
        assertThat(group.after(9).lines()).containsExactly(new Lines(10, 10));
        assertThat(group.after(10).lines()).isEmpty();
        assertThat(group.after(4).version()).isEqualTo(group.version() + 1);
        assertThat(Resubmission.windowOf(Resubmission.key(group.windowId(), 77)))
                .isEqualTo(group.windowId().text());
    }

    @Test
    void writesNextAttemptAndLeavesBytesAndHeadersAlone() {
        Case window = Case.of(log, 250, 60, 2);
        ResubmitTask.Batch batch = task(window, group(window, 0, 59, 60, 249)).call();
        assertThat(batch.lastLine()).isEqualTo(249);
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
        Resubmission group = group(window, 0, 1, 2, 3, 4, 5, 6);
        List<Integer> sizes = new ArrayList<>();
        int lines = 0;
        while (!group.lines().isEmpty()) {
            ResubmitTask.Batch batch = task(window, group).call();
            sizes.add(batch.records().size());
            lines += batch.records().size();
            group = group.after(batch.lastLine());
        }
        assertThat(sizes).containsExactly(2, 2, 1, 1, 1);
        assertThat(lines).isEqualTo(7);
    }

    @Test
    void readsLargeRequestsFewAtTime() {
        Case window = Case.of(log, 40, 40, 1);
        List<ManifestItem> large = window.items().stream()
                .map(item ->
                        new ManifestItem(item.seq(), item.offset(), item.customId(), null, 500_000, 1, item.headers()))
                .toList();
        new Requests(log, 0).visit(large, (item, request) -> true);
        assertThat(log.laneReads).containsOnly(2).hasSize(20);
        log.laneReads.clear();
        new Requests(log, 0).visit(window.items(), (item, request) -> true);
        assertThat(log.laneReads).containsExactly(40);
    }

    private Resubmission group(Case window, Integer... lines) {
        return new Resubmission(1, window.id(), 1, Resubmission.runs(List.of(lines)), SettableClocks.START);
    }

    private ResubmitTask task(Case window, Resubmission group) {
        long[] offsets = new long[window.parts().size()];
        for (int chunk = 0; chunk < offsets.length; chunk++) {
            offsets[chunk] = 5L + chunk;
            log.manifest(
                    offsets[chunk],
                    window.id(),
                    chunk,
                    offsets.length,
                    window.parts().get(chunk));
        }
        return new ResubmitTask(group, new Manifest(log, window.id(), offsets), log);
    }

    @Test
    void readsManifestPartByPartAndNoPartTwiceThatIsOver() {
        Case window = Case.of(log, 100, 10, 1);
        long[] offsets = IntStream.range(0, 10).mapToLong(chunk -> chunk).toArray();
        for (int chunk = 0; chunk < 10; chunk++) {
            log.manifest(chunk, window.id(), chunk, 10, window.parts().get(chunk));
        }
        Manifest manifest = new Manifest(log, window.id(), offsets);
        List<Integer> seen = new ArrayList<>();
        manifest.forEach(item -> seen.add(item.seq()));
        assertThat(seen).isEqualTo(IntStream.range(0, 100).boxed().toList());
        assertThat(log.manifestReads).hasValue(10);
        seen.clear();
        manifest.from(47, item -> {
            seen.add(item.seq());
            return item.seq() < 52;
        });
        assertThat(seen).containsExactly(47, 48, 49, 50, 51, 52);
        assertThat(log.manifestReads).hasValue(12);
    }
}
