package dev.batchline.joiner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.runtime.BackOff;
import dev.batchline.runtime.SettableClocks;
import dev.batchline.schemas.BatchError;
import dev.batchline.schemas.BatchStatus;
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

/** What becomes of a window whose batch has ended. */
class EndPolicyTest {
    private static final Instant SEEN = SettableClocks.START;
    private static final Instant LATE = SEEN.plus(Duration.ofMinutes(15));
    private static final BatchError FULL = new BatchError("token_limit_exceeded", "Full.", null, null);

    @Test
    void createsAgainOnlyWhatFailedForFullQueue() {
        BatchError other = new BatchError("invalid_json_line", "No.", null, 1L);
        assertThat(createAgain(ending(BatchStatus.FAILED, null, 0, 0, other, FULL)))
                .contains("token_limit_exceeded");
        assertThat(createAgain(ending(BatchStatus.FAILED, null, 0, 0, other))).isEmpty();
        assertThat(createAgain(ending(BatchStatus.EXPIRED, null, 0, 0, FULL))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"insufficient_quota", "billing_hard_limit_reached", "invalid_api_key", "model_not_found"})
    void createsAgainWhatFailedForTheAccountIfNothingOfItWasDone(String code) {
        BatchError refused = new BatchError(code, "No.", null, null);
        BatchError unnamed = new BatchError(null, "No.", null, null);

        assertThat(createAgain(ending(BatchStatus.FAILED, null, 0, 0, unnamed, refused)))
                .contains(code);
        assertThat(createAgain(ending(BatchStatus.FAILED, null, 0, 3, refused)))
                .as("what it counts as failed was not executed")
                .contains(code);
        assertThat(EndPolicy.createAgain(ending(BatchStatus.FAILED, null, 0, 0, refused), false))
                .as("it was not asked once more")
                .isEmpty();
        assertThat(createAgain(ending(BatchStatus.FAILED, "out", 0, 0, refused)))
                .isEmpty();
        assertThat(createAgain(ending(BatchStatus.FAILED, null, 1, 0, refused))).isEmpty();
        assertThat(createAgain(ending(BatchStatus.CANCELLED, null, 0, 0, refused)))
                .isEmpty();
    }

    private static Optional<String> createAgain(Ending ending) {
        return EndPolicy.createAgain(ending, true);
    }

    @Test
    void waitsLongerWithEachSubmission() {
        BackOff backOff = new BackOff(Duration.ofMinutes(1), Duration.ofHours(1));
        Ending third =
                new Ending(BatchStatus.FAILED, "b", null, null, 3, RequestCounts.NONE, List.of(FULL), SEEN, null);
        assertThat(EndPolicy.createAgainAt(third, backOff, LATE)).isEqualTo(LATE.plus(Duration.ofMinutes(4)));
    }

    @Test
    void leavesItToTheAccountWhenABatchIsMadeAgainThatFailedForIt() {
        BackOff backOff = new BackOff(Duration.ofMinutes(1), Duration.ofHours(1));
        BatchError refused = new BatchError("billing_hard_limit_reached", "Pay.", null, null);
        Ending third =
                new Ending(BatchStatus.FAILED, "b", null, null, 3, RequestCounts.NONE, List.of(refused), SEEN, null);
        assertThat(EndPolicy.createAgainAt(third, backOff, LATE)).isEqualTo(LATE);
        Ending both = new Ending(
                BatchStatus.FAILED, "b", null, null, 3, RequestCounts.NONE, List.of(refused, FULL), SEEN, null);
        assertThat(EndPolicy.createAgainAt(both, backOff, LATE)).isEqualTo(LATE.plus(Duration.ofMinutes(4)));
    }

    @ParameterizedTest
    @CsvSource({
        // counted completed, counted failed, answers, failures, missing, may be executed
        "10, 0, 10, 0, 0, false",
        "10, 0, 9, 0, 1, true",
        "9, 0, 9, 0, 1, false",
        "8, 1, 9, 0, 1, true",
        "9, 1, 9, 1, 0, false",
        "11, 0, 10, 0, 0, false",
        "0, 0, 5, 5, 5, false"
    })
    void believesTheProvidersCountsAboutMissingItems(
            long completed, long failed, long answers, long failures, long missing, boolean executed) {
        Ending ending = ending(BatchStatus.EXPIRED, "out", completed, failed);
        EndPolicy.Found found = new EndPolicy.Found(answers, failures, missing, false);
        assertThat(EndPolicy.mayBeExecuted(ending, found)).isEqualTo(executed);
        assertThat(EndPolicy.hold(ending, found, SEEN, LATE.minusMillis(1)).isPresent())
                .isEqualTo(executed);
        assertThat(EndPolicy.hold(ending, found, SEEN, LATE)).isEmpty();
    }

    @Test
    void holdsCompletedBatchThatNamesNoFile() {
        EndPolicy.Found nothing = new EndPolicy.Found(0, 0, 3, false);
        assertThat(EndPolicy.hold(ending(BatchStatus.COMPLETED, null, 0, 0), nothing, SEEN, SEEN))
                .isPresent();
        assertThat(EndPolicy.mayBeExecuted(ending(BatchStatus.COMPLETED, null, 0, 0), nothing))
                .isTrue();
        assertThat(EndPolicy.hold(ending(BatchStatus.EXPIRED, null, 0, 0), nothing, SEEN, SEEN))
                .isEmpty();
    }

    @Test
    void linesOfRefusedBatchWereNotExecutedThoughItCountsThemAsFailed() {
        EndPolicy.Found nothing = new EndPolicy.Found(0, 0, 3, false);
        assertThat(EndPolicy.mayBeExecuted(ending(BatchStatus.FAILED, null, 0, 3), nothing))
                .isFalse();
        assertThat(EndPolicy.mayBeExecuted(ending(BatchStatus.FAILED, null, 1, 0), nothing))
                .isTrue();
    }

    @Test
    void takesMissingItemsOfUncountedCompletedBatchForExecuted() {
        Ending uncounted =
                new Ending(BatchStatus.COMPLETED, "b", "out", null, 1, RequestCounts.NONE, List.of(), SEEN, null);
        assertThat(EndPolicy.mayBeExecuted(uncounted, new EndPolicy.Found(9, 0, 1, false)))
                .isTrue();
        assertThat(EndPolicy.mayBeExecuted(uncounted, new EndPolicy.Found(10, 0, 0, false)))
                .isFalse();
    }

    @Test
    void takesItemsOfPartialFileForExecutedWhateverTheCountsSay() {
        EndPolicy.Found partial = new EndPolicy.Found(9, 0, 1, true);
        assertThat(EndPolicy.mayBeExecuted(ending(BatchStatus.EXPIRED, "out", 9, 0), partial))
                .isTrue();
    }

    @Test
    void holdsWhenFileIsCutOff() {
        EndPolicy.Found partial = new EndPolicy.Found(3, 0, 0, true);
        Ending ending = ending(BatchStatus.EXPIRED, "out", 3, 0);
        assertThat(EndPolicy.hold(ending, partial, SEEN, LATE.minusMillis(1))).isPresent();
        assertThat(EndPolicy.hold(ending, partial, SEEN, LATE)).isEmpty();
    }

    @Test
    void holdsNothingWithoutBatch() {
        Ending ending = new Ending(
                BatchStatus.COMPLETED, null, null, null, 1, new RequestCounts(3, 3, 0), List.of(), SEEN, null);
        assertThat(EndPolicy.hold(ending, new EndPolicy.Found(0, 0, 3, false), SEEN, SEEN))
                .isEmpty();
    }

    private static Ending ending(
            BatchStatus status, @Nullable String output, long completed, long failed, BatchError... errors) {
        return new Ending(
                status, "b", output, null, 1, new RequestCounts(10, completed, failed), List.of(errors), SEEN, null);
    }
}
