package dev.batchline.poller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.Outcome;
import dev.batchline.schemas.BatchError;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.CancelCause;
import dev.batchline.schemas.ErrorCode;
import dev.batchline.schemas.StatusEvent;
import dev.batchline.schemas.WindowId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of batches that the provider forgets, and of those that it never ends. */
class LostAndOverdueTest {
    private static final WindowId ID = PollerBench.id(1);
    private static final Duration MINUTES = Duration.ofMinutes(3);

    private final PollerBench bench = new PollerBench();

    @BeforeEach
    void beginsLife() {
        bench.settle();
        bench.tell(ID, PollerBench.submitted("b1", 1));
    }

    @AfterEach
    void closesBench() {
        bench.close();
    }

    @Test
    void endsBatchThatIsGoneAsFailedAlthoughTheProcessWasRestarted() {
        bench.provider.answers("b1", "in_progress", 4);
        bench.after(Duration.ofMinutes(6));
        bench.provider.answers("b1", new Outcome.NotFound<>(ScriptedProvider.error(404)));
        for (int n = 0; n < 3; n++) {
            bench.after(MINUTES);
        }
        assertThat(bench.told()).containsExactly(BatchStatus.IN_PROGRESS);
        bench.restart();
        bench.settle();
        bench.after(MINUTES);
        bench.after(MINUTES);
        assertThat(bench.told()).containsExactly(BatchStatus.IN_PROGRESS, BatchStatus.FAILED);
        StatusEvent last = bench.events.get(1);
        assertThat(last.errors()).extracting(BatchError::code).containsExactly(ErrorCode.BATCH_LOST.word());
        assertThat(last.batchId()).isEqualTo("b1");
        assertThat(last.version()).isEqualTo(2);
        assertThat(last.requestCounts().completed()).isEqualTo(4);
        assertThat(bench.registry
                        .get("batchline.batches.lost")
                        .tag("account", "main")
                        .counter()
                        .count())
                .isEqualTo(1);
        int asked = bench.provider.asked.size();
        bench.after(Duration.ofHours(1));
        assertThat(bench.provider.asked).hasSize(asked);
        assertThat(bench.events).hasSize(2);
    }

    @Test
    void neverTakesAnOutageForALoss() {
        bench.provider.answers("b1", new Outcome.Unavailable<>(ScriptedProvider.error(503), Optional.empty()));
        for (int n = 0; n < 20; n++) {
            bench.after(MINUTES);
        }
        assertThat(bench.provider.asked).hasSizeGreaterThan(10);
        assertThat(bench.events).isEmpty();
    }

    @Test
    void losesNothingWhileTheAccountAnswersNothingElse() {
        bench.provider.listRefusal = new Outcome.NotFound<>(ScriptedProvider.error(404));
        for (int n = 0; n < 10; n++) {
            bench.after(MINUTES);
        }
        assertThat(bench.provider.asked).hasSizeGreaterThan(5);
        assertThat(bench.events).isEmpty();
        bench.provider.listRefusal = null;
        bench.after(Duration.ofMinutes(11));
        bench.after(Duration.ofMinutes(11));
        assertThat(bench.told()).containsExactly(BatchStatus.FAILED);
    }

    @Test
    void beginsToCountAnewWhenTheBatchIsShownAgain() {
        bench.clocks.pass(Duration.ofMinutes(6));
        for (int n = 0; n < 3; n++) {
            bench.after(MINUTES);
        }
        bench.provider.answers("b1", "in_progress", 0);
        bench.after(MINUTES);
        assertThat(bench.events).hasSize(1);
        bench.provider.answers("b1", new Outcome.NotFound<>(ScriptedProvider.error(404)));
        for (int n = 0; n < 3; n++) {
            bench.after(MINUTES);
        }
        assertThat(bench.events).hasSize(1);
    }

    @Test
    void asksForTheEndOfABatchPastItsTimeAgainAndAgainAndEndsItByTheProvidersWordOnly() {
        bench.provider.answers("b1", "in_progress", 4);
        bench.after(Duration.ofHours(24).plusMinutes(59));
        assertThat(bench.commands).isEmpty();
        assertThat(overdue()).isZero();
        bench.after(Duration.ofMinutes(15));
        assertThat(bench.cancelled()).containsExactly("b1");
        assertThat(bench.commands.get(0).key()).isEqualTo(ID.text());
        assertThat(overdue()).isEqualTo(1);
        bench.after(Duration.ofMinutes(15));
        assertThat(bench.commands).hasSize(1);
        bench.restart();
        bench.settle();
        bench.after(Duration.ofMinutes(16));
        assertThat(bench.commands).hasSize(2);
        bench.after(Duration.ofMinutes(45));
        assertThat(bench.commands).hasSize(2);
        bench.provider.answers("b1", "cancelling", 4);
        bench.after(Duration.ofMinutes(30));
        assertThat(bench.commands).hasSize(3);
        assertThat(bench.told()).containsExactly(BatchStatus.IN_PROGRESS, BatchStatus.CANCELLING);
        bench.provider.answers("b1", "cancelled", 4);
        bench.after(Duration.ofHours(9));
        assertThat(bench.told())
                .containsExactly(BatchStatus.IN_PROGRESS, BatchStatus.CANCELLING, BatchStatus.CANCELLED);
        assertThat(bench.commands).hasSize(3);
        assertThat(overdue()).isZero();
    }

    @Test
    void doesNotAskForTheEndOfABatchThatHasEndedMeanwhile() {
        bench.provider.answers("b1", "completed", 10);
        bench.after(Duration.ofDays(3));
        assertThat(bench.told()).containsExactly(BatchStatus.COMPLETED);
        assertThat(bench.commands).isEmpty();
    }

    @Test
    void pollsOnWhenTheEndOfTheBatchWasAskedFor() {
        bench.provider.answers("b1", "in_progress", 4);
        bench.after(Duration.ofSeconds(12));
        bench.tell(ID, PollerBench.submitted("b1", 1).cancelRequested(CancelCause.OPERATOR, bench.clocks.now()));
        bench.settle();
        bench.provider.answers("b1", "cancelling", 4);
        bench.after(MINUTES);
        bench.provider.answers("b1", "cancelled", 4);
        bench.after(MINUTES);
        assertThat(bench.told())
                .containsExactly(BatchStatus.IN_PROGRESS, BatchStatus.CANCELLING, BatchStatus.CANCELLED);
        assertThat(bench.versions()).isEqualTo(List.of(1L, 2L, 3L));
    }

    private double overdue() {
        return bench.registry
                .get("batchline.batches.overdue")
                .tag("account", "main")
                .gauge()
                .value();
    }
}
