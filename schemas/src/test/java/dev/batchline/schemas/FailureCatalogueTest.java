package dev.batchline.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.schemas.FailureKind.Again;
import dev.batchline.schemas.FailureKind.Source;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** What is known of failure codes. */
class FailureCatalogueTest {
    @ParameterizedTest
    @EnumSource(ErrorCode.class)
    void explainsEachCodeOfOurs(ErrorCode code) {
        FailureKind kind = FailureCatalogue.of(code.word(), null);

        assertThat(kind.source()).isEqualTo(Source.OURS);
        assertThat(kind.retryable()).isEqualTo(code.retryable());
        assertThat(kind.meaning()).endsWith(".");
        assertThat(kind.advice()).endsWith(".");
    }

    @Test
    void namesWhatBatchlineSendsAgainWithoutAStatus() {
        assertThat(FailureCatalogue.all())
                .filteredOn(kind -> kind.again() == Again.BY_ITSELF)
                .extracting(FailureKind::code)
                .containsExactlyInAnyOrder(
                        "batch_expired",
                        "token_limit_exceeded",
                        "server_error",
                        "rate_limit_exceeded",
                        "timeout",
                        "overloaded",
                        "overloaded_error");
        assertThat(FailureCatalogue.all())
                .filteredOn(kind -> kind.again() == Again.AFTER_CANCEL)
                .extracting(FailureKind::code)
                .containsExactlyInAnyOrder("batch_cancelled", "canceled", "cancelled");
    }

    @Test
    void keepsAnUnknownWordAndJudgesItByItsStatus() {
        FailureKind busy = FailureCatalogue.of("slow_down", 503);
        FailureKind wrong = FailureCatalogue.of("odd_word", 422);
        FailureKind bare = FailureCatalogue.of("http_429", null);
        FailureKind unknown = FailureCatalogue.of("odd_word", null);

        assertThat(busy.code()).isEqualTo("slow_down");
        assertThat(busy.retryable()).isTrue();
        assertThat(wrong.retryable()).isFalse();
        assertThat(bare.retryable()).isTrue();
        assertThat(unknown.code()).isEqualTo("odd_word");
        assertThat(unknown.retryable()).isFalse();
    }
}
