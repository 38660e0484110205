package dev.batchline.joiner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.RequestCounts;
import dev.batchline.schemas.Selection;
import dev.batchline.schemas.WindowState;
import java.nio.file.Path;
import java.util.List;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What becomes of the items of a window that was given up for the sake of some of them. */
@Tag("crash-row-13")
class ReleasedItemsTest {
    @TempDir
    Path directory;

    private JoinerBench bench;

    @BeforeEach
    void opensBench() {
        bench = new JoinerBench(directory);
    }

    @AfterEach
    void closesBench() {
        bench.close();
    }

    @Test
    void failsTheItemsForWhichAWindowWasCancelledAndReleasesTheOthersAtOnceWithTheirAttempt() {
        Case window = cancelledForTheFirst(3, 2);
        bench.until(bench::done);
        assertThat(bench.state()).isEqualTo(new JoinState.Done(0, 1, 2));
        assertThat(bench.deadLetters).singleElement().satisfies(letter -> {
            assertThat(letter.value()).isEqualTo(Case.request(0));
            assertThat(JoinerBench.header(letter, Headers.ERROR_CODE)).isEqualTo("batch_cancelled");
            assertThat(letter.headers().lastHeader(Headers.RELEASED)).isNull();
        });
        assertThat(bench.lanes).extracting(TestRecord::value).containsExactly(Case.request(1), Case.request(2));
        assertThat(bench.lanes).allSatisfy(record -> {
            assertThat(JoinerBench.header(record, Headers.ATTEMPT)).isEqualTo("2");
            assertThat(JoinerBench.header(record, Headers.RELEASED))
                    .isEqualTo(window.id().text());
        });
    }

    @Test
    void releasesWhatItOwesInAnotherLifeAndNothingTwice() {
        cancelledForTheFirst(40, 1);
        bench.until(() -> bench.state() instanceof JoinState.Publishing);
        bench.restart();
        bench.until(bench::done);
        assertThat(bench.state()).isEqualTo(new JoinState.Done(0, 1, 39));
        assertThat(bench.lanes).hasSize(39).doesNotHaveDuplicates();
    }

    private Case cancelledForTheFirst(int lines, int attempt) {
        Case window = Case.of(bench.log, lines, lines, attempt);
        Selection first =
                new Selection("t", null, List.of(new Selection.End("id-of-requests", List.of(0L, 0L, 0L, 1_001L))));
        window.tellManifest(bench);
        bench.tell(window.in(new WindowState.Cancelled("main", bench.clocks.now(), List.of(first))));
        bench.tell(window.ended(BatchStatus.CANCELLED, null, 1, RequestCounts.NONE));
        return window;
    }
}
