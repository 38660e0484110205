package dev.batchline.cli.batches;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.DeploymentId;
import dev.batchline.schemas.JoinEvent;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.RequestCounts;
import dev.batchline.schemas.StatusEvent;
import dev.batchline.schemas.SubmittedHow;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowFacts;
import dev.batchline.schemas.WindowId;
import dev.batchline.schemas.WindowState;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What becomes of the records of the topics as a list of batches. */
class BatchBoardTest {
    private static final Instant START = Instant.parse("2026-11-01T00:00:00Z");
    private static final LaneKey LANE = new LaneKey("openai", "/v1/chat/completions", "m", "24h");
    private static final WindowId ID = WindowId.of(DeploymentId.of("cluster", "topic"), 1, LANE, 7);

    private final BatchBoard board = new BatchBoard();

    @Test
    void followsAWindowToItsEnd() {
        Window sealed = window().to(new WindowState.Open().seal("openai", at(10)));
        takeWindow(sealed);
        assertThat(line().standing()).isEqualTo(new BatchLine.Standing("sealed", at(10)));
        assertThat(line().counts()).isEqualTo(new BatchLine.Counts(3, 0, 0, 0));

        WindowState.Uploaded uploaded = ((WindowState.Sealed) sealed.state()).uploaded("file", "life", at(20));
        takeWindow(sealed.to(uploaded));
        assertThat(line().standing()).isEqualTo(new BatchLine.Standing("uploaded", at(20)));

        takeWindow(sealed.to(uploaded.submitted("batch_1", SubmittedHow.CREATED, at(30))));
        assertThat(line().standing()).isEqualTo(new BatchLine.Standing("submitted", at(30)));
        assertThat(line().batchId()).isEqualTo("batch_1");

        takeStatus(BatchStatus.IN_PROGRESS, 1, 40, 0);
        takeStatus(BatchStatus.IN_PROGRESS, 1, 50, 2);
        assertThat(line().standing()).isEqualTo(new BatchLine.Standing("in_progress", at(40)));
        assertThat(line().counts()).isEqualTo(new BatchLine.Counts(3, 2, 0, 0));

        takeJoin(new JoinState.Publishing(0, 3), 60);
        takeJoin(new JoinState.Publishing(2, 3), 70);
        assertThat(line().standing()).isEqualTo(new BatchLine.Standing("publishing", at(60)));
        assertThat(line().ended()).isFalse();

        takeJoin(new JoinState.Done(1, 1, 1), 80);
        assertThat(line().standing()).isEqualTo(new BatchLine.Standing("done", at(80)));
        assertThat(line().counts()).isEqualTo(new BatchLine.Counts(3, 1, 1, 1));
        assertThat(line().ended()).isTrue();
        assertThat(line().openedAt()).isEqualTo(START);
    }

    @Test
    void showsTheNextSubmissionAfterABatchThatEndedBeforeItDidAnything() {
        WindowState.Sealed sealed = new WindowState.Open().seal("openai", at(10));
        WindowState.Submitted first =
                sealed.uploaded("file", "life", at(20)).submitted("batch_1", SubmittedHow.CREATED, at(30));
        takeStatus(BatchStatus.FAILED, 1, 40, 0);
        takeJoin(new JoinState.RetryCreate("token_limit_exceeded", 1, at(60)), 50);
        takeWindow(window().to(first.retryCreate("file", "life", at(55), at(60))));

        assertThat(line().standing().word()).isEqualTo("uploaded");
        assertThat(line().attempt()).isEqualTo(2);
        assertThat(line().batchId()).isNull();

        takeStatus(BatchStatus.VALIDATING, 2, 70, 0);
        assertThat(line().standing()).isEqualTo(new BatchLine.Standing("validating", at(70)));
    }

    @Test
    void arrivesAtTheSameWhateverTopicIsReadFirst() {
        takeJoin(new JoinState.Held("result_missing", "why", at(60)), 60);
        takeStatus(BatchStatus.COMPLETED, 1, 50, 3);
        WindowState.Uploaded uploaded =
                new WindowState.Open().seal("openai", at(10)).uploaded("file", "life", at(20));
        takeWindow(window().to(uploaded.submitted("batch_1", SubmittedHow.CREATED, at(30))));

        assertThat(line().standing()).isEqualTo(new BatchLine.Standing("held", at(60)));
        assertThat(line().openedAt()).isEqualTo(START);
        assertThat(line().ended()).isFalse();
    }

    @Test
    void takesAWindowThatIsNotOnItsTopicForEnded() {
        takeStatus(BatchStatus.COMPLETED, 1, 50, 3);
        assertThat(line().ended()).isTrue();
        assertThat(line().account()).isEqualTo("openai");
        assertThat(line().model()).isEqualTo("m");
    }

    @Test
    void takesAWindowThatWasRemovedForEnded() {
        takeWindow(window().to(new WindowState.Open().seal("openai", at(10)).reject("code", "why", at(20))));
        assertThat(line().ended()).isFalse();

        board.take(Topic.WINDOWS, ID.text().getBytes(StandardCharsets.UTF_8), null);

        assertThat(line().ended()).isTrue();
        assertThat(line().standing()).isEqualTo(new BatchLine.Standing("rejected", at(20)));
    }

    @Test
    void writesTimesForPeopleAndForPrograms() {
        assertThat(BatchesCommand.duration(START, START.plus(Duration.ofSeconds(59)), true))
                .isEqualTo("59s");
        assertThat(BatchesCommand.duration(START, START.plus(Duration.ofSeconds(61)), true))
                .isEqualTo("1m1s");
        assertThat(BatchesCommand.duration(START, START.plus(Duration.ofMinutes(192)), true))
                .isEqualTo("3h12m");
        assertThat(BatchesCommand.duration(START, START.plus(Duration.ofHours(25)), true))
                .isEqualTo("1d1h");
        assertThat(BatchesCommand.duration(START, START.plus(Duration.ofHours(25)), false))
                .isEqualTo("90000");
        assertThat(BatchesCommand.duration(START.plusSeconds(1), START, true)).isEqualTo("0s");
    }

    private BatchLine line() {
        List<BatchLine> lines = board.lines();
        assertThat(lines).hasSize(1);
        return lines.getFirst();
    }

    private static Window window() {
        return Window.open(
                ID,
                new WindowFacts(
                        LANE, 9, 3, 300, 30, 3, 60, "digest", Integer.MAX_VALUE, 4_000, List.of(), START, null, 0));
    }

    private void takeWindow(Window window) {
        board.take(Topic.WINDOWS, key(), JsonCodec.WINDOW.encode(window));
    }

    private void takeStatus(BatchStatus status, int attempt, int second, long completed) {
        StatusEvent event = new StatusEvent(
                ID,
                "batch_" + attempt,
                "openai",
                "openai",
                LANE.endpoint(),
                LANE.model(),
                status,
                null,
                status.word(),
                new RequestCounts(3, completed, 0),
                null,
                null,
                attempt,
                1,
                at(second),
                null,
                List.of(),
                null);
        board.take(Topic.STATUS, key(), JsonCodec.STATUS.encode(event));
    }

    private void takeJoin(JoinState state, int second) {
        board.take(Topic.JOINS, key(), JsonCodec.JOIN.encode(JoinEvent.of(ID, state, at(second))));
    }

    private static byte[] key() {
        return ID.text().getBytes(StandardCharsets.UTF_8);
    }

    private static Instant at(int second) {
        return START.plusSeconds(second);
    }
}
