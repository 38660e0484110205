package dev.batchline.cli.batches;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.schemas.DeploymentId;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.WindowId;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which windows are meant, and what becomes of each. */
class CancelPlanTest {
    private static final LaneKey LANE = new LaneKey("openai", "/v1/chat/completions", "m", "24h");
    private static final LaneKey OTHER = new LaneKey("openai", "/v1/chat/completions", "n", "24h");

    @ParameterizedTest
    @CsvSource({
        "sealed, , DROP",
        "uploaded, , DROP_OR_CANCEL",
        "submitted, batch_1, CANCEL",
        "validating, batch_1, CANCEL",
        "in_progress, batch_1, CANCEL",
        "finalizing, batch_1, CANCEL",
        "cancelling, batch_1, CANCEL_AGAIN",
        "failed, batch_1, NOT_AGAIN",
        "rejected, , LEAVE_GIVEN_UP",
        "cancelled, , LEAVE_GIVEN_UP",
        "cancelled, batch_1, LEAVE_ENDED",
        "expired, batch_1, LEAVE_ENDED",
        "publishing, batch_1, LEAVE_ENDED",
        "held, batch_1, LEAVE_ENDED"
    })
    void tellsFromWhereAWindowStands(String word, @Nullable String batch, CancelPlan plan) {
        assertThat(CancelPlan.of(line(LANE, 1, batch, word, false))).isEqualTo(plan);
        assertThat(plan.acts()).isEqualTo(!plan.words().startsWith("left"));
    }

    @Test
    void hasAnAnswerForEveryWord() {
        for (String word : WindowStory.WORDS) {
            assertThat(CancelPlan.of(line(LANE, 1, "batch_1", word, true))).isEqualTo(CancelPlan.LEAVE_DONE);
            assertThat(CancelPlan.of(line(LANE, 1, "batch_1", word, false)).words())
                    .isNotEmpty();
        }
    }

    @Test
    void findsWindowsByTheirIdAndByTheirBatchEachOnce() {
        BatchLine first = line(LANE, 1, "batch_1", "in_progress", false);
        BatchLine second = line(LANE, 2, null, "sealed", false);

        CancelChoice choice = CancelChoice.named(
                List.of(
                        "batch_1",
                        "batch_9",
                        first.window().text(),
                        second.window().text()),
                List.of(second, first));

        assertThat(choice.windows()).containsExactly(first, second);
        assertThat(choice.unknown()).containsExactly("batch_9");
    }

    @Test
    void takesOfALaneWhatIsNotOver() {
        BatchLine running = line(LANE, 1, "batch_1", "in_progress", false);
        BatchLine over = line(LANE, 2, "batch_2", "done", true);
        BatchLine others = line(OTHER, 3, "batch_3", "in_progress", false);

        assertThat(CancelChoice.ofLane(LANE, List.of(running, over, others)).windows())
                .containsExactly(running);
    }

    private static BatchLine line(LaneKey lane, long offset, @Nullable String batch, String word, boolean ended) {
        return new BatchLine(
                WindowId.of(DeploymentId.of("cluster", "topic"), 1, lane, offset),
                batch,
                "openai",
                lane.model(),
                new BatchLine.Standing(word, Instant.EPOCH),
                Instant.EPOCH,
                new BatchLine.Counts(3, 0, 0, 0),
                1,
                ended);
    }
}
