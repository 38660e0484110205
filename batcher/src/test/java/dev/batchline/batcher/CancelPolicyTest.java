package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.batcher.CancelPolicy.Plan;
import dev.batchline.schemas.CancelCause;
import dev.batchline.schemas.SubmittedHow;
import dev.batchline.schemas.WindowState;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What is done about one batch of a window that somebody wants to end. */
class CancelPolicyTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final WindowState.Sealed SEALED = new WindowState.Open().seal("main", NOW);
    private static final WindowState.Submitted SUBMITTED =
            SEALED.uploaded("file", "life", NOW).submitted("batch", SubmittedHow.CREATED, NOW);

    @Test
    void endsTheWindowsOwnBatchByItsTopic() {
        assertThat(CancelPolicy.plan(SUBMITTED, "batch")).isEqualTo(new Plan.AskForEnd(SUBMITTED));
        for (CancelCause cause : CancelCause.values()) {
            assertThat(CancelPolicy.plan(SUBMITTED.cancelRequested(cause, NOW), "batch"))
                    .isEqualTo(new Plan.AskAgain());
        }
    }

    @Test
    void cancelsABatchThatTheWindowDoesNotWaitFor() {
        for (WindowState state : List.of(SUBMITTED, SEALED.reject("c", "m", NOW), SEALED.cancel(NOW))) {
            assertThat(CancelPolicy.plan(state, "other")).isEqualTo(new Plan.CancelDuplicate("main"));
        }
    }

    @Test
    void leavesABatchAloneThatMayBecomeTheWindowsOwn() {
        List<WindowState> undecided = List.of(
                new WindowState.Open(),
                SEALED,
                SEALED.uploaded("file", "life", NOW),
                SEALED.creating("life", NOW),
                new WindowState.Open().cancel(NOW));
        for (WindowState state : undecided) {
            assertThat(CancelPolicy.plan(state, "other")).as(state.word()).isInstanceOf(Plan.Nothing.class);
        }
    }
}
