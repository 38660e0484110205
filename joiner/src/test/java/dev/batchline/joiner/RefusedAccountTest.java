package dev.batchline.joiner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.schemas.BatchError;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.JoinState;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A batch that failed for what is wrong with its account costs no item. */
class RefusedAccountTest {
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
    void asksForAnotherCreateWhenTheAccountIsRefusedAndFailsNoItem() {
        Case window = Case.of(bench.log, 3, 2, 1);
        bench.provider.has(MemoryProvider.batch("b1", "failed", null, null, 0, 3));
        window.tellAll(bench, BatchStatus.FAILED, new BatchError("billing_hard_limit_reached", "Pay.", null, null));
        bench.until(() -> !bench.joins.isEmpty());
        bench.settle();
        assertThat(bench.joins)
                .singleElement()
                .isInstanceOfSatisfying(
                        JoinState.RetryCreate.class,
                        retry -> assertThat(retry.code()).isEqualTo("billing_hard_limit_reached"));
        assertThat(bench.deadLetters).isEmpty();
        assertThat(bench.failed).isEmpty();
    }

    @Test
    void keepsWhatWasDoneBeforeTheMoneyRanOutAndSendsTheRestAgain() {
        Case window = Case.of(bench.log, 3, 2, 1);
        bench.provider.has(MemoryProvider.batch("b1", "failed", "out", null, 1, 0));
        bench.provider.file("out", MemoryProvider.answer("id-1", "{}"));
        window.tellAll(bench, BatchStatus.FAILED, new BatchError("insufficient_quota", "Pay.", null, null));
        bench.until(() -> bench.completed.size() == 1);
        bench.settle();
        assertThat(bench.deadLetters).isEmpty();
        bench.after(JoinerBench.BACK_OFF);
        bench.until(bench::done);
        assertThat(bench.state()).isEqualTo(new JoinState.Done(1, 0, 2));
    }
}
