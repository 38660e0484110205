package dev.batchline.joiner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.Outcome;
import dev.batchline.providers.ProviderError;
import dev.batchline.runtime.SettableClocks;
import dev.batchline.schemas.BatchError;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.CancelCause;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.RequestCounts;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Windows whose batch was cancelled or lost, and what is left of them. */
class EndsTest {
    @TempDir
    Path directory;

    private JoinerBench bench;
    private Case window;

    @BeforeEach
    void opensBench() {
        bench = new JoinerBench(directory);
        window = Case.of(bench.log, 4, 4, 1);
    }

    @AfterEach
    void closesBench() {
        bench.close();
    }

    @Test
    void sendsUnfinishedItemsOfOverdueBatchAgain() {
        cancelled(CancelCause.OVERDUE);
        bench.until(() -> bench.completed.size() == 1);
        bench.settle();
        bench.clocks.pass(JoinerBench.BACK_OFF);
        bench.until(bench::done);
        assertThat(bench.state()).isEqualTo(new JoinState.Done(1, 0, 3));
        assertThat(bench.lanes).hasSize(3);
    }

    @Test
    void failsUnfinishedItemsOfBatchThatAnOperatorCancelledAndPublishesTheFinishedOne() {
        cancelled(CancelCause.OPERATOR);
        bench.until(bench::done);
        assertThat(bench.state()).isEqualTo(new JoinState.Done(1, 3, 0));
        assertThat(bench.completed).extracting(JoinerBench::key).containsExactly("id-0");
        assertThat(bench.deadLetters).hasSize(3).allSatisfy(letter -> {
            assertThat(JoinerBench.header(letter, Headers.ERROR_CODE)).isEqualTo("batch_cancelled");
            assertThat(JoinerBench.header(letter, Headers.ERROR_RETRYABLE)).isEqualTo("false");
        });
    }

    @Test
    void waitsAMomentForTheCauseOfCancel() {
        cancelledBatch();
        window.tellAll(bench, BatchStatus.CANCELLED);
        bench.after(Duration.ofSeconds(4));
        assertThat(bench.provider.asked).isEmpty();
        bench.tell(cancelRequested(CancelCause.OVERDUE));
        bench.until(() -> bench.completed.size() == 1);
        bench.clocks.pass(JoinerBench.BACK_OFF);
        bench.until(bench::done);
        assertThat(bench.state()).isEqualTo(new JoinState.Done(1, 0, 3));
    }

    @Test
    void failsItemsOfLostBatchAndSendsNoneAgain() {
        bench.provider.says("b1", new Outcome.NotFound<>(new ProviderError(404, null, "No such batch.", null)));
        bench.tell(window.submitted("b1", 1));
        window.tellManifest(bench);
        bench.tell(window.ended(
                BatchStatus.FAILED,
                "b1",
                1,
                new RequestCounts(4, 3, 0),
                new BatchError("batch_lost", "The provider no longer knows the batch.", null, null)));
        bench.until(bench::done);
        assertThat(bench.state()).isEqualTo(new JoinState.Done(0, 4, 0));
        assertThat(bench.deadLetters).hasSize(4).allSatisfy(letter -> {
            assertThat(JoinerBench.header(letter, Headers.ERROR_CODE)).isEqualTo("batch_lost");
            assertThat(JoinerBench.header(letter, Headers.ERROR_RETRYABLE)).isEqualTo("true");
        });
        bench.after(Duration.ofHours(2));
        assertThat(bench.lanes).isEmpty();
    }

    @Test
    void publishesAnswersOfLostBatchThatIsThereAfterAllAndSendsNoneAgain() {
        bench.provider.has(MemoryProvider.batch("b1", "expired", "out", null, 1, 0));
        bench.provider.file("out", MemoryProvider.answer("id-0", "{}"));
        window.tellAll(bench, BatchStatus.FAILED, new BatchError("batch_lost", "Gone.", null, null));
        bench.until(bench::done);
        assertThat(bench.state()).isEqualTo(new JoinState.Done(1, 3, 0));
    }

    @Test
    @Tag("invariant-1")
    void sendsRequestsAgainThoughTheirWindowIsForgotten() {
        bench.provider.has(MemoryProvider.batch("b1", "expired", null, null, 0, 0));
        window.tellAll(bench, BatchStatus.EXPIRED);
        bench.until(() -> bench.state().equals(new JoinState.Publishing(4, 4)));
        bench.forget(window);
        bench.restart();
        bench.after(JoinerBench.BACK_OFF);
        bench.until(() -> bench.lanes.size() == 4);
        bench.settle();
        assertThat(bench.copy(JoinStore.RESUBMISSIONS)).isEmpty();
        assertThat(bench.copy(JoinStore.JOINS)).isEmpty();
    }

    @Test
    void keepsNothingOfManifestThatIsReadAfterItsWindowsTombstone() {
        bench.provider.has(MemoryProvider.batch("b1", "expired", null, null, 0, 0));
        bench.forget(window);
        window.tellManifest(bench);
        assertThat(bench.copy(JoinStore.JOINS)).hasSize(1);
        bench.forgetManifest(window);
        assertThat(bench.copy(JoinStore.JOINS)).isEmpty();
    }

    @Test
    void keepsAnEndWithoutWindowForDayOnly() {
        bench.tell(window.ended(BatchStatus.COMPLETED, "b1", 1, RequestCounts.NONE));
        bench.clocks.pass(Duration.ofHours(23));
        bench.restart();
        bench.settle();
        assertThat(bench.copy(JoinStore.JOINS)).hasSize(1);
        bench.clocks.pass(Duration.ofHours(2));
        bench.restart();
        bench.settle();
        assertThat(bench.copy(JoinStore.JOINS)).isEmpty();
    }

    @Test
    void keepsFileThatExpiredAfterTheBatchFromBeingPaidTwice() {
        bench.provider.deleted("out");
        bench.provider.has(MemoryProvider.batch("b1", "completed", "out", null, 4, 0));
        window.tellAll(bench, BatchStatus.COMPLETED);
        bench.settle();
        for (int minute = 0; minute < 15; minute++) {
            bench.after(Duration.ofMinutes(1));
        }
        bench.until(bench::done);
        assertThat(bench.state()).isEqualTo(new JoinState.Done(0, 4, 0, null, true));
        assertThat(bench.lanes).isEmpty();
    }

    private void cancelled(CancelCause cause) {
        cancelledBatch();
        bench.tell(cancelRequested(cause));
        window.tellManifest(bench);
        bench.tell(window.ended(BatchStatus.CANCELLED, "b1", 1, RequestCounts.NONE));
    }

    private void cancelledBatch() {
        bench.provider.has(MemoryProvider.batch("b1", "cancelled", "out", "err", 1, 0));
        bench.provider.file("out", MemoryProvider.answer("id-0", "{}"));
        bench.provider.file(
                "err",
                MemoryProvider.unfinished("id-1", "batch_expired"),
                MemoryProvider.unfinished("id-2", "batch_cancelled"));
    }

    private Window cancelRequested(CancelCause cause) {
        Window submitted = window.submitted("b1", 1);
        if (submitted.state() instanceof WindowState.Submitted state) {
            return submitted.to(state.cancelRequested(cause, SettableClocks.START));
        }
        throw new IllegalStateException(List.of(submitted).toString());
    }
}
