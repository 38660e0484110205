package dev.batchline.joiner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.ResultItem;
import dev.batchline.schemas.BatchError;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of an item, by what is known of it and by the attempts that are left. */
class ItemPolicyTest {
    @ParameterizedTest
    @EnumSource
    void completesAnswersHoweverTheBatchEndedAndWhateverTheAttempt(EndedBy by) {
        ResultItem answer = line(200, null);
        for (int attempt = 1; attempt <= 4; attempt++) {
            assertThat(ItemPolicy.decide(new Evidence.Line(answer, by), attempt, 3))
                    .isEqualTo(new Verdict.Completed(answer));
        }
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "0, provider_error",
                "408, timeout",
                "409, conflict",
                "429, rate_limit_exceeded",
                "500, http_500",
                "503, http_503",
                "none, batch_expired",
                "none, server_error"
            })
    void sendsUnfinishedItemsAgainWhileAttemptsAreLeft(@Nullable Integer status, String code) {
        Evidence evidence = new Evidence.Line(line(status, code), EndedBy.PROVIDER);
        assertThat(ItemPolicy.decide(evidence, 1, 3)).isEqualTo(new Verdict.Resubmit());
        assertThat(ItemPolicy.decide(evidence, 2, 3)).isEqualTo(new Verdict.Resubmit());
        fails(ItemPolicy.decide(evidence, 3, 3), code, true);
        fails(ItemPolicy.decide(evidence, 1, 1), code, true);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {
                "400, bad_request",
                "401, http_401",
                "404, model_not_found",
                "422, invalid",
                "200, content_filter",
                "302, http_302",
                "none, batch_cancelled",
                "none, something_else"
            })
    void failsOtherErrorsForGood(@Nullable Integer status, String code) {
        Evidence evidence = new Evidence.Line(line(status, code), EndedBy.PROVIDER);
        fails(ItemPolicy.decide(evidence, 1, 3), code, false);
        fails(ItemPolicy.decide(evidence, 3, 3), code, false);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "none",
            value = {"none, batch_expired", "429, rate_limit_exceeded", "0, provider_error"})
    void sendsNothingAgainThatAnOperatorCancelled(@Nullable Integer status, String code) {
        fails(
                ItemPolicy.decide(new Evidence.Line(line(status, code), EndedBy.OPERATOR), 1, 3),
                "batch_cancelled",
                false);
    }

    @Test
    void sendsMissingItemsAgainThatWereNotExecuted() {
        Evidence evidence = new Evidence.Missing(EndedBy.PROVIDER, false);
        assertThat(ItemPolicy.decide(evidence, 2, 3)).isEqualTo(new Verdict.Resubmit());
        fails(ItemPolicy.decide(evidence, 3, 3), "batch_expired", true);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 3})
    void failsMissingItemsThatMayHaveBeenPaid(int attempt) {
        Evidence evidence = new Evidence.Missing(EndedBy.PROVIDER, true);
        fails(ItemPolicy.decide(evidence, attempt, 3), "result_missing", true);
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void failsMissingItemsOfCancelledBatch(boolean mayBeExecuted) {
        Evidence evidence = new Evidence.Missing(EndedBy.OPERATOR, mayBeExecuted);
        fails(ItemPolicy.decide(evidence, 1, 3), "batch_cancelled", false);
    }

    @Test
    void failsRefusedItemsWithTheProvidersReason() {
        Evidence refused = new Evidence.Refused(new BatchError("url_mismatch", "Wrong url.", null, 3L));
        fails(ItemPolicy.decide(refused, 1, 3), "url_mismatch", false);
        fails(
                ItemPolicy.decide(new Evidence.Refused(new BatchError(null, null, null, null)), 1, 3),
                "batch_failed",
                true);
        fails(
                ItemPolicy.decide(new Evidence.Refused(new BatchError("batch_lost", null, null, null)), 1, 3),
                "batch_lost",
                true);
    }

    @Test
    void sendsItemsAgainWhoseBatchWasRefusedForOtherLines() {
        assertThat(ItemPolicy.decide(new Evidence.Innocent(), 2, 3)).isEqualTo(new Verdict.Resubmit());
        fails(ItemPolicy.decide(new Evidence.Innocent(), 3, 3), "batch_failed", true);
    }

    @Test
    void failsItemsOfDroppedWindow() {
        fails(ItemPolicy.decide(new Evidence.Dropped(), 1, 3), "batch_cancelled", false);
    }

    private static void fails(Verdict verdict, String code, boolean retryable) {
        assertThat(verdict).isInstanceOfSatisfying(Verdict.Failed.class, failed -> {
            assertThat(failed.reason().code()).isEqualTo(code);
            assertThat(failed.reason().retryable()).isEqualTo(retryable);
        });
    }

    private static ResultItem line(@Nullable Integer status, @Nullable String code) {
        return new ResultItem("l", "id", status, null, null, code, code == null ? null : "A sentence.");
    }
}
