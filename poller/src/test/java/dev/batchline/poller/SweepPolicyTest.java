package dev.batchline.poller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.poller.SweepPolicy.Way;
import dev.batchline.providers.BatchPage;
import dev.batchline.providers.RemoteBatch;
import dev.batchline.schemas.BatchMarks;
import dev.batchline.schemas.RequestCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** When a list is asked for in place of single batches, how far it goes, and what is in it. */
class SweepPolicyTest {
    private static final Instant NOW = Instant.parse("2026-11-21T12:00:00Z");
    private static final Instant OLD_ENOUGH = NOW.minus(Duration.ofMinutes(5));
    private static final BatchMarks MARKS = new BatchMarks(PollerBench.id(1), 2);

    @ParameterizedTest
    @CsvSource({
        "50, 50, true, true, PT0S, ASK",
        "51, 1, false, true, PT0S, WAIT",
        "51, 1, true, true, PT0S, LIST",
        "51, 50, false, true, PT9.999S, WAIT",
        "51, 50, false, true, PT10S, ASK",
        "51, 51, false, true, PT0S, LIST",
        "5000, 5000, true, false, PT0S, ASK"
    })
    void listsInPlaceOfAskingWhenManyAreDueAndTheAccountLists(
            int open, int gathered, boolean requested, boolean listed, Duration waited, Way way) {
        assertThat(SweepPolicy.way(new Demand(open, gathered, requested, listed), waited, Duration.ofSeconds(10)))
                .isEqualTo(way);
    }

    @Test
    void goesBackToTheOldestOpenBatchAndAnHourAtLeast() {
        assertThat(SweepPolicy.until(Optional.of(NOW.minus(Duration.ofHours(7))), false, NOW))
                .isEqualTo(NOW.minus(Duration.ofMinutes(7 * 60 + 5)));
        assertThat(SweepPolicy.until(Optional.of(NOW), false, NOW)).isEqualTo(NOW.minus(Duration.ofMinutes(65)));
        assertThat(SweepPolicy.until(Optional.empty(), false, NOW)).isEqualTo(NOW.minus(Duration.ofMinutes(65)));
        assertThat(SweepPolicy.until(Optional.empty(), true, NOW))
                .isEqualTo(NOW.minus(Duration.ofMinutes(25 * 60 + 5)));
    }

    @Test
    void endsWithThePageThatGoesFurtherBack() {
        BatchPage page = new BatchPage(List.of(seen("b", "completed", NOW), seen("a", "completed", OLD_ENOUGH)), "a");
        assertThat(SweepPolicy.passed(page, OLD_ENOUGH)).isFalse();
        assertThat(SweepPolicy.passed(page, OLD_ENOUGH.plusMillis(1))).isTrue();
        assertThat(SweepPolicy.passed(new BatchPage(List.of(seen("a", "completed", null)), "a"), NOW))
                .isFalse();
        assertThat(SweepPolicy.passed(new BatchPage(List.of(), null), NOW)).isFalse();
    }

    @Test
    void sweepsEveryTenMinutesAndSoonerAfterFailures() {
        assertThat(SweepPolicy.next(0)).isEqualTo(Duration.ofMinutes(10));
        assertThat(SweepPolicy.next(1)).isEqualTo(Duration.ofMinutes(1));
        assertThat(SweepPolicy.next(100)).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void knowsTheRecordedBatchWhateverItsStatus() {
        for (String word : List.of("validating", "pondering", "completed")) {
            assertThat(judge(known("b2", 2), false, seen("b2", word, NOW))).isInstanceOf(Finding.Recorded.class);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"validating", "in_progress", "finalizing", "Running"})
    void judgesAnotherRunningBatchOfARecordedSubmissionAsDuplicate(String word) {
        assertThat(judge(known("b2", 2), false, seen("b9", word, OLD_ENOUGH)))
                .isEqualTo(new Finding.Stray(StrayKind.DUPLICATE));
        assertThat(judge(known("b2", 3), false, seen("b9", word, OLD_ENOUGH)))
                .isEqualTo(new Finding.Stray(StrayKind.DUPLICATE));
    }

    @ParameterizedTest
    @ValueSource(strings = {"completed", "failed", "expired", "cancelled", "cancelling", "pondering"})
    void leavesBatchAloneThatHasEndedOrWillOrSaysNothingKnown(String word) {
        assertThat(judge(known("b2", 2), false, seen("b9", word, OLD_ENOUGH))).isInstanceOf(Finding.Nothing.class);
        assertThat(judge(null, true, seen("b9", word, OLD_ENOUGH))).isInstanceOf(Finding.Nothing.class);
    }

    @Test
    void waitsWithJudgingWhatMayBeRecordedAnyMoment() {
        assertThat(judge(known("b2", 2), false, seen("b9", "in_progress", OLD_ENOUGH.plusMillis(1))))
                .isEqualTo(new Finding.TooYoung(NOW.plusMillis(1)));
    }

    @Test
    void leavesLaterSubmissionAloneThatIsNotRecordedYet() {
        assertThat(judge(known("b1", 1), false, seen("b9", "in_progress", OLD_ENOUGH)))
                .isInstanceOf(Finding.Nothing.class);
    }

    @Test
    void leavesBatchOfEarlierSubmissionAlone() {
        assertThat(judge(known("b2", 2), false, seen("b0", "in_progress", OLD_ENOUGH)))
                .isInstanceOf(Finding.Nothing.class);
    }

    @Test
    void leavesBatchOfUnknownAgeAlone() {
        assertThat(judge(known("b2", 2), false, seen("b9", "in_progress", null)))
                .isInstanceOf(Finding.Nothing.class);
    }

    @Test
    void leavesBatchAloneWhoseWindowHasNoneRecorded() {
        assertThat(judge(known(null, 2), false, seen("b9", "in_progress", OLD_ENOUGH)))
                .isInstanceOf(Finding.Nothing.class);
    }

    @Test
    void judgesBatchOfATombstonedWindowAsOrphanAndOfAnUnheardOneAsNothing() {
        assertThat(judge(null, true, seen("b9", "in_progress", OLD_ENOUGH)))
                .isEqualTo(new Finding.Stray(StrayKind.ORPHAN));
        assertThat(judge(null, false, seen("b9", "in_progress", OLD_ENOUGH))).isInstanceOf(Finding.Nothing.class);
    }

    private static Finding judge(@Nullable OpenBatch known, boolean gone, RemoteBatch seen) {
        return SweepPolicy.judge(known, gone, seen, MARKS, NOW);
    }

    private static RemoteBatch seen(String id, String word, @Nullable Instant createdAt) {
        return new RemoteBatch(
                id, word, null, null, null, RequestCounts.NONE, createdAt, null, MARKS.metadata(), List.of(), null);
    }

    private static OpenBatch known(@Nullable String batchId, int submission) {
        return new OpenBatch(
                1,
                PollerBench.id(1),
                "main",
                batchId,
                "/v1/chat/completions",
                "m",
                submission,
                NOW,
                1,
                null,
                RequestCounts.NONE,
                NOW,
                null,
                List.of("b0"),
                OpenBatch.Watch.until(NOW));
    }
}
