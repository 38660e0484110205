package dev.batchline.joiner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.RemoteBatch;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.JoinState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of an item, row by row, from the provider's files to the topics. The window has one line, id-0. */
class OutcomeTableTest {
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
    void completesSuccess() {
        errorFile(1, MemoryProvider.answer("id-0", "{}"));
        expect(1, 0, 0);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 408, 409, 429, 500, 503, 599})
    void sendsStatusAgainThatPasses(int status) {
        errorFile(1, MemoryProvider.refusal("id-0", status, "word"));
        expect(0, 0, 1);
    }

    @Test
    void sendsExpiredItemAgain() {
        errorFile(1, MemoryProvider.unfinished("id-0", "batch_expired"));
        expect(0, 0, 1);
    }

    @Test
    void sendsMissingItemAgainThatWasNotExecutedByTheCounts() {
        errorFile(1);
        expect(0, 0, 1);
    }

    @Test
    void failsUnfinishedItemWithoutAttemptsLeftAndSaysThatSendingItAgainCanHelp() {
        errorFile(3, MemoryProvider.refusal("id-0", 503, "busy"));
        expect(0, 1, 0);
        expectLetter("busy", "true");
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 401, 404, 422})
    void failsOtherStatusForGood(int status) {
        errorFile(1, MemoryProvider.refusal("id-0", status, "word"));
        expect(0, 1, 0);
        expectLetter("word", "false");
    }

    @Test
    void failsContentErrorForGood() {
        errorFile(1, MemoryProvider.refusal("id-0", 400, "content_filter"));
        expect(0, 1, 0);
        expectLetter("content_filter", "false");
    }

    @Test
    void failsErrorInBodyOfStatusTwoHundred() {
        errorFile(1, MemoryProvider.refusal("id-0", 200, "inner"));
        expect(0, 1, 0);
        expectLetter("inner", "false");
    }

    @Test
    void publishesNoForeignLineAndTheFirstOfTwo() {
        errorFile(
                1,
                MemoryProvider.answer("id-99", "{}"),
                "no json",
                MemoryProvider.answer("id-0", "{\"first\":1}"),
                MemoryProvider.refusal("id-0", 400, "second"));
        expect(1, 0, 0);
        assertThat(JoinerBench.value(bench.completed.get(0))).contains("first");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", " ", "\t"})
    void takesBlankFileIdForNone(String blank) {
        RemoteBatch batch = MemoryProvider.batch("b1", "expired", blank, blank, 0, 0);
        bench.provider.has(batch);
        tell(1, BatchStatus.EXPIRED);
        expect(0, 0, 1);
        assertThat(bench.provider.downloads).isEmpty();
    }

    @Test
    void failsMissingItemOfCompletedBatchAfterQuarterOfAnHourOfAsking() {
        bench.provider.has(MemoryProvider.batch("b1", "completed", null, null, 1, 0));
        tell(1, BatchStatus.COMPLETED);
        bench.settle();
        assertThat(bench.state()).isInstanceOf(JoinState.Held.class);
        for (int minute = 0; minute < 15; minute++) {
            bench.after(Duration.ofMinutes(1));
        }
        expect(0, 1, 0, true);
        expectLetter("result_missing", "true");
    }

    private void errorFile(int attempt, String... lines) {
        bench.provider.file("err", lines);
        bench.provider.has(MemoryProvider.batch("b1", "expired", null, "err", 0, 0));
        tell(attempt, BatchStatus.EXPIRED);
    }

    private void tell(int attempt, BatchStatus status) {
        Case.of(bench.log, 1, 1, attempt).tellAll(bench, status);
    }

    private void expect(int completed, int failed, int resubmitted) {
        expect(completed, failed, resubmitted, null);
    }

    private void expect(int completed, int failed, int resubmitted, Boolean filesNeeded) {
        bench.until(() -> {
            bench.clocks.pass(Duration.ofSeconds(1));
            return bench.done();
        });
        assertThat(bench.state()).isEqualTo(new JoinState.Done(completed, failed, resubmitted, null, filesNeeded));
        assertThat(List.of(bench.completed.size(), bench.failed.size(), bench.deadLetters.size(), bench.lanes.size()))
                .containsExactly(completed, failed, failed, resubmitted);
    }

    private void expectLetter(String code, String retryable) {
        assertThat(JoinerBench.header(bench.deadLetters.get(0), Headers.ERROR_CODE))
                .isEqualTo(code);
        assertThat(JoinerBench.header(bench.deadLetters.get(0), Headers.ERROR_RETRYABLE))
                .isEqualTo(retryable);
    }
}
