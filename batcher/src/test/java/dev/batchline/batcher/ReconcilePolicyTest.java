package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.RemoteBatch;
import dev.batchline.schemas.DeploymentId;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.RequestCounts;
import dev.batchline.schemas.WindowId;
import dev.batchline.schemas.WindowState;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Which batches answer an intent. */
class ReconcilePolicyTest {
    private static final Instant UPLOADED = Instant.parse("2026-01-01T00:00:00Z");
    private static final LaneKey LANE = new LaneKey("p", "/v1/responses", "m", "24h");
    private static final WindowId WINDOW = WindowId.of(DeploymentId.of("c", "t"), 0, LANE, 7);
    private static final WindowState.Uploaded INTENT =
            new WindowState.Uploaded("a", "file_1", 2, List.of("batch_old"), "life", UPLOADED, null);

    @Test
    void aBatchWithAllThreeMarksAnswers() {
        assertThat(answers(batch("b", null, Marks.of(WINDOW, 2)))).isTrue();
        Map<String, String> more = new HashMap<>(Marks.of(WINDOW, 2));
        more.put("team", "x");
        assertThat(answers(batch("b", null, more))).isTrue();
    }

    @Test
    void aBatchOfTheFileAnswersWithoutMarks() {
        assertThat(answers(batch("b", "file_1", Map.of()))).isTrue();
        assertThat(answers(batch("b", "file_2", Map.of()))).isFalse();
        assertThat(answers(batch("b", null, Map.of()))).isFalse();
    }

    @Test
    void nothingOfAnotherSubmissionWindowOrDeploymentAnswers() {
        assertThat(answers(batch("b", "file_0", Marks.of(WINDOW, 1)))).isFalse();
        WindowId otherWindow = WindowId.of(WINDOW.deployment(), 0, LANE, 8);
        assertThat(answers(batch("b", "file_0", Marks.of(otherWindow, 2)))).isFalse();
        Map<String, String> staging = new HashMap<>(Marks.of(WINDOW, 2));
        staging.put("batchline-deployment", "abcdefgh");
        assertThat(answers(batch("b", "file_0", staging))).isFalse();
    }

    @Test
    void aBatchOfAnEarlierSubmissionDoesNotAnswerAlthoughItHasTheFile() {
        assertThat(answers(batch("batch_old", "file_1", Marks.of(WINDOW, 2)))).isFalse();
    }

    @Test
    void readsBackToAnHourBeforeTheUpload() {
        Instant border = UPLOADED.minus(Duration.ofHours(1));
        assertThat(ReconcilePolicy.tooOld(batch("b", "validating", border), INTENT))
                .isFalse();
        assertThat(ReconcilePolicy.tooOld(batch("b", "validating", border.minusMillis(1)), INTENT))
                .isTrue();
        assertThat(ReconcilePolicy.tooOld(batch("b", null, Map.of()), INTENT)).isFalse();
    }

    @Test
    void keepsTheOldestThatHasNotFailed() {
        RemoteBatch failed = batch("b1", "failed", UPLOADED);
        RemoteBatch cancelling = batch("b2", "cancelling", UPLOADED.plusSeconds(1));
        RemoteBatch cancelled = batch("b3", "cancelled", UPLOADED.plusSeconds(2));
        RemoteBatch older = batch("b4", "in_progress", UPLOADED.plusSeconds(3));
        RemoteBatch younger = batch("b5", "validating", UPLOADED.plusSeconds(4));
        assertThat(ReconcilePolicy.keep(List.of(younger, older, cancelled, cancelling, failed)))
                .contains(older);
        assertThat(ReconcilePolicy.keep(List.of(cancelled, failed, cancelling))).contains(failed);
        assertThat(ReconcilePolicy.keep(List.of())).isEmpty();
    }

    @Test
    void keepsTheSameOfTwoOfOneMoment() {
        RemoteBatch a = batch("a", "validating", UPLOADED);
        RemoteBatch b = batch("b", "validating", UPLOADED);
        assertThat(ReconcilePolicy.keep(List.of(b, a))).contains(a);
        assertThat(ReconcilePolicy.keep(List.of(a, b))).contains(a);
    }

    @Test
    void aBatchThatWorksOrHasEndedWellIsNotGivenUpForAYoungerOne() {
        for (String status : List.of("completed", "expired", "finalizing", "a word nobody knows")) {
            RemoteBatch older = batch("older", status, UPLOADED);
            RemoteBatch younger = batch("younger", "validating", UPLOADED.plusSeconds(1));
            assertThat(ReconcilePolicy.keep(List.of(younger, older))).contains(older);
        }
    }

    private static boolean answers(RemoteBatch batch) {
        return ReconcilePolicy.answers(batch, WINDOW, INTENT);
    }

    private static RemoteBatch batch(String id, String file, Map<String, String> metadata) {
        return new RemoteBatch(
                id, "validating", file, null, null, new RequestCounts(0, 0, 0), null, null, metadata, List.of(), null);
    }

    private static RemoteBatch batch(String id, String status, Instant createdAt) {
        return new RemoteBatch(
                id, status, null, null, null, new RequestCounts(0, 0, 0), createdAt, null, Map.of(), List.of(), null);
    }
}
