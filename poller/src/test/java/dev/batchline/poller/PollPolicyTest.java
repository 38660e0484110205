package dev.batchline.poller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.RemoteBatch;
import dev.batchline.schemas.BatchError;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.RequestCounts;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

/** When a batch is asked for again, and what of an answer is told. */
class PollPolicyTest {
    private static final PollerSettings SETTINGS = new PollerSettings(
            PollerBench.DEPLOYMENT, Duration.ofSeconds(10), Duration.ofMinutes(10), Duration.ofSeconds(30));
    private static final Instant TOLD = Instant.parse("2026-11-21T08:00:00Z");

    @ParameterizedTest
    @CsvSource({
        "PT0S, 0.5, PT10S",
        "PT-1H, 0.5, PT10S",
        "PT0S, 0, PT8S",
        "PT0S, 1, PT12S",
        "PT10M, 0.5, PT1M",
        "PT10M, 0, PT48S",
        "PT10M, 1, PT72S",
        "PT20H, 0.5, PT10M",
        "PT20H, 0, PT8M",
        "PT20H, 1, PT12M"
    })
    void waitsTenthOfAgeWithinBoundsGiveOrTakeFifth(Duration age, double draw, Duration wait) {
        assertThat(PollPolicy.interval(age, SETTINGS, draw)).isEqualTo(wait);
    }

    @ParameterizedTest
    @EnumSource
    void tellsWhateverIsSeenFirst(BatchStatus status) {
        assertThat(change(null, status.word(), 0, TOLD)).contains(status);
    }

    @ParameterizedTest
    @CsvSource({
        "validating, in_progress",
        "validating, completed",
        "validating, cancelling",
        "in_progress, finalizing",
        "in_progress, expired",
        "finalizing, cancelling",
        "finalizing, completed",
        "cancelling, completed",
        "cancelling, cancelled"
    })
    void tellsStepsForwardAtOnceEvenIfStatesWereSkipped(String before, String seen) {
        assertThat(change(BatchStatus.parse(before), seen, 0, TOLD)).contains(BatchStatus.parse(seen));
    }

    @ParameterizedTest
    @CsvSource({
        "in_progress, validating",
        "finalizing, in_progress",
        "cancelling, in_progress",
        "cancelling, finalizing",
        "in_progress, pondering",
        "completed, failed",
        "failed, completed"
    })
    void doesNotTellStepsBackOrUnknownWordsWhateverTheCounts(String before, String seen) {
        assertThat(change(BatchStatus.parse(before), seen, 5, TOLD.plusSeconds(900)))
                .isEmpty();
    }

    @Test
    void doesNotTellUnknownWordFirst() {
        assertThat(change(null, "pondering", 5, TOLD.plusSeconds(900))).isEmpty();
    }

    @Test
    void tellsOtherCountsSomeTimeAfterTheLastEvent() {
        BatchStatus running = BatchStatus.IN_PROGRESS;
        assertThat(change(running, "in_progress", 5, TOLD.plusMillis(29_999))).isEmpty();
        assertThat(change(running, "in_progress", 5, TOLD.plusSeconds(30))).contains(running);
        assertThat(change(running, "in_progress", 0, TOLD.plusSeconds(900))).isEmpty();
    }

    @Test
    void takesAbsenceOfTheFirstMinutesForLag() {
        OpenBatch batch = known(null);
        assertThat(PollPolicy.absent(batch, TOLD.plusSeconds(299)).absence()).isNull();
        assertThat(PollPolicy.absent(batch, TOLD.plusSeconds(300)).absence())
                .isEqualTo(new OpenBatch.Absence(1, TOLD.plusSeconds(300)));
    }

    @Test
    void countsAbsencesFromTheFirstUntilTheBatchIsShownAgain() {
        OpenBatch batch = known(null);
        OpenBatch once = batch.watched(PollPolicy.absent(batch, TOLD.plusSeconds(400)));
        OpenBatch.Watch twice = PollPolicy.absent(once, TOLD.plusSeconds(500));
        assertThat(twice.absence()).isEqualTo(new OpenBatch.Absence(2, TOLD.plusSeconds(400)));
        RemoteBatch seen = ScriptedProvider.batch("b1", "in_progress", 0, List.of());
        assertThat(PollPolicy.present(twice, seen)).isEqualTo(OpenBatch.Watch.until(seen.expiresAt()));
    }

    @ParameterizedTest
    @CsvSource({
        "5, PT10M1S, PT1S, true",
        "50, PT20H, PT1H, true",
        "4, PT20H, PT1S, false",
        "5, PT10M, PT1S, false",
        "5, PT10M1S, PT0S, false",
        "50, PT20H, PT-1S, false"
    })
    void countsBatchAsLostAfterFiveAbsencesOverTenMinutesInWhichTheAccountAnswered(
            int count, Duration over, Duration answeredAfterFirst, boolean lost) {
        OpenBatch.Watch watch = new OpenBatch.Watch(TOLD, new OpenBatch.Absence(count, TOLD), null);
        assertThat(PollPolicy.lost(watch, TOLD.plus(answeredAfterFirst), TOLD.plus(over)))
                .isEqualTo(lost);
    }

    @Test
    void isOverdueAnHourAfterTheProviderShouldHaveGivenUp() {
        OpenBatch batch = known(null);
        assertThat(PollPolicy.overdueFrom(batch)).isEqualTo(TOLD.plus(Duration.ofHours(25)));
        OpenBatch.Watch told = PollPolicy.present(
                batch.watch(), ScriptedProvider.expiring("b1", "in_progress", TOLD.plus(Duration.ofHours(3))));
        assertThat(PollPolicy.overdueFrom(batch.watched(told))).isEqualTo(TOLD.plus(Duration.ofHours(4)));
        OpenBatch.Watch silent = PollPolicy.present(told, ScriptedProvider.expiring("b1", "in_progress", null));
        assertThat(silent.deadline()).isEqualTo(TOLD.plus(Duration.ofHours(3)));
    }

    @Test
    void asksForCancelAtGrowingIntervals() {
        OpenBatch.Asks asks = null;
        Instant now = TOLD;
        for (Duration wait : List.of(
                Duration.ZERO, Duration.ofMinutes(30), Duration.ofHours(1), Duration.ofHours(2), Duration.ofHours(4))) {
            if (asks != null) {
                assertThat(PollPolicy.asksForCancel(asks, now.plus(wait).minusMillis(1)))
                        .isFalse();
            }
            now = now.plus(wait);
            assertThat(PollPolicy.asksForCancel(asks, now)).isTrue();
            asks = PollPolicy.asked(asks, now);
        }
        assertThat(PollPolicy.asksForCancel(new OpenBatch.Asks(100, TOLD), TOLD.plus(Duration.ofHours(12))))
                .isTrue();
    }

    @ParameterizedTest
    @CsvSource({"24h, PT24H", "1h, PT1H", "7d, PT168H", "90m, PT90M", "soon, PT24H", "0h, PT24H", "'', PT24H"})
    void readsCompletionWindowOfLane(String options, Duration window) {
        assertThat(PollPolicy.completionWindow(options)).isEqualTo(window);
    }

    @Test
    void tellsFewErrorsWholeAndCutsLongOnes() {
        BatchError whole = new BatchError("a", "b", null, 7L);
        assertThat(PollPolicy.told(List.of(whole))).containsExactly(whole);
        BatchError large = new BatchError("c".repeat(501), "é".repeat(501), "p".repeat(500), null);
        List<BatchError> told = PollPolicy.told(Collections.nCopies(1_000, large));
        assertThat(told).hasSize(100);
        assertThat(told.get(0)).isEqualTo(new BatchError("c".repeat(500), "é".repeat(500), "p".repeat(500), null));
    }

    private static Optional<BatchStatus> change(
            @Nullable BatchStatus before, String seen, long completed, Instant now) {
        return PollPolicy.change(
                known(before), ScriptedProvider.batch("b1", seen, completed, List.of()), SETTINGS, now);
    }

    private static OpenBatch known(@Nullable BatchStatus status) {
        return new OpenBatch(
                1,
                PollerBench.id(1),
                "main",
                "b1",
                "/v1/chat/completions",
                "m",
                1,
                TOLD,
                1,
                status,
                new RequestCounts(10, 0, 0),
                TOLD,
                null,
                List.of(),
                OpenBatch.Watch.until(TOLD.plus(Duration.ofHours(24))));
    }
}
