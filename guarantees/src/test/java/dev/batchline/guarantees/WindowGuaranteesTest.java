package dev.batchline.guarantees;

import static dev.batchline.guarantees.History.at;
import static dev.batchline.guarantees.History.batch;
import static dev.batchline.guarantees.History.broken;
import static dev.batchline.guarantees.History.completed;
import static dev.batchline.guarantees.History.done;
import static dev.batchline.guarantees.History.ended;
import static dev.batchline.guarantees.History.executed;
import static dev.batchline.guarantees.History.joined;
import static dev.batchline.guarantees.History.lease;
import static dev.batchline.guarantees.History.manifest;
import static dev.batchline.guarantees.History.outcome;
import static dev.batchline.guarantees.History.sealed;
import static dev.batchline.guarantees.History.status;
import static dev.batchline.guarantees.History.submitted;
import static dev.batchline.guarantees.History.told;
import static dev.batchline.guarantees.History.uploaded;
import static dev.batchline.guarantees.History.window;
import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.guarantees.Observation.BatchSeen;
import dev.batchline.guarantees.Observation.InputFile;
import dev.batchline.guarantees.Observation.Purged;
import dev.batchline.guarantees.Observation.ResultTold;
import dev.batchline.schemas.BatchMarks;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowState;
import org.junit.jupiter.api.Test;

/** What is promised of windows and their batches, against histories that keep it and histories that break it. */
class WindowGuaranteesTest {
    private static final Window SEALED = sealed(0, 1);
    private static final Window UPLOADED = uploaded(SEALED, "file", "life");
    private static final Window SUBMITTED = submitted(UPLOADED, "batch-0");
    private static final WindowState.Submitted BATCH = (WindowState.Submitted) SUBMITTED.state();

    @Test
    void statusCountsUpToTheEndAndOnWithAnotherSubmission() {
        assertThat(broken(
                        new StatusVersionsHaveNoGap(),
                        told(SEALED),
                        status(window(0), 1, 1, BatchStatus.VALIDATING),
                        status(window(0), 2, 1, BatchStatus.FAILED),
                        status(window(0), 3, 2, BatchStatus.IN_PROGRESS),
                        status(window(0), 4, 2, BatchStatus.IN_PROGRESS),
                        status(window(0), 5, 2, BatchStatus.COMPLETED)))
                .isEmpty();
    }

    @Test
    void noticesGapAndRepeatOfStatus() {
        assertThat(broken(
                        new StatusVersionsHaveNoGap(),
                        status(window(0), 1, 1, BatchStatus.VALIDATING),
                        status(window(0), 3, 1, BatchStatus.IN_PROGRESS),
                        status(window(0), 3, 1, BatchStatus.IN_PROGRESS)))
                .hasSize(2);
    }

    @Test
    void noticesStatusAfterTheLast() {
        assertThat(broken(
                        new StatusVersionsHaveNoGap(),
                        status(window(0), 1, 1, BatchStatus.COMPLETED),
                        status(window(0), 2, 1, BatchStatus.COMPLETED)))
                .singleElement()
                .asString()
                .contains("is completed after completed");
    }

    @Test
    void noticesWindowWhoseEndIsNotTold() {
        assertThat(broken(
                        new StatusVersionsHaveNoGap(),
                        told(SEALED),
                        status(window(0), 1, 1, BatchStatus.IN_PROGRESS),
                        told(sealed(2, 3))))
                .hasSize(2);
    }

    @Test
    void windowGoesItsWay() {
        Window again = SUBMITTED.to(BATCH.retryCreate("file", "life-2", at(1), at(2)));
        Window withdrawn = again.to(((WindowState.Uploaded) again.state()).withdraw());
        Window taken = withdrawn.to(((WindowState.Uploaded) withdrawn.state()).takeOver("life-3"));
        Window renewed = taken.to(((WindowState.Uploaded) taken.state()).renewed("file-2", "life-3", at(4)));
        Window last = submitted(renewed, "batch-1");

        assertThat(broken(
                        new WindowStatesFollowTheDiagram(),
                        told(SEALED),
                        told(UPLOADED),
                        told(SUBMITTED),
                        told(again),
                        told(withdrawn),
                        told(taken),
                        told(renewed),
                        told(last),
                        ended(last)))
                .isEmpty();
    }

    @Test
    void noticesVersionThatIsLeftOut() {
        assertThat(broken(new WindowStatesFollowTheDiagram(), told(SEALED), told(SUBMITTED)))
                .hasSize(2);
    }

    @Test
    void noticesStateAfterTheEnd() {
        assertThat(broken(new WindowStatesFollowTheDiagram(), told(SEALED), ended(SEALED), told(UPLOADED)))
                .singleElement()
                .asString()
                .contains("after its end");
    }

    @Test
    void noticesIntentOfAnotherLifeOverOneThatWasNotWithdrawn() {
        Window other = UPLOADED.to(((WindowState.Uploaded) UPLOADED.state()).takeOver("life-2"));

        assertThat(broken(new WindowStatesFollowTheDiagram(), told(SEALED), told(UPLOADED), told(other)))
                .hasSize(1);
    }

    @Test
    void noticesWindowThatHoldsSomethingElseLater() {
        Window grown = UPLOADED.with(sealed(0, 2).facts());

        assertThat(broken(new WindowStatesFollowTheDiagram(), told(SEALED), told(grown)))
                .singleElement()
                .asString()
                .contains("holds something else");
    }

    @Test
    void windowsOfLaneRise() {
        assertThat(broken(new WindowsOfALaneDoNotOverlap(), told(SEALED), told(UPLOADED), told(sealed(2, 5))))
                .isEmpty();
        assertThat(broken(new WindowsOfALaneDoNotOverlap(), told(SEALED), told(sealed(1, 5))))
                .hasSize(1);
        assertThat(broken(new WindowsOfALaneDoNotOverlap(), told(sealed(2, 5)), told(SEALED)))
                .hasSize(1);
    }

    @Test
    void offsetIsInOneWindowAndWindowRunsOnce() {
        OffsetsAreInOneBatch guarantee = new OffsetsAreInOneBatch();

        assertThat(broken(
                        guarantee,
                        told(SUBMITTED),
                        manifest(window(0), 1, 0, 1),
                        manifest(window(0), 1, 0, 1),
                        batch("batch-0", SEALED, false),
                        executed(0, "batch-0", true)))
                .isEmpty();
        assertThat(broken(guarantee, batch("other", SEALED, false), executed(1, "other", false)))
                .singleElement()
                .asString()
                .contains("several batches: [batch-0, other]");
        assertThat(broken(guarantee, batch("other", SEALED, true))).isEmpty();
        assertThat(broken(guarantee, manifest(window(1), 1, 1)))
                .singleElement()
                .asString()
                .contains("is in");
    }

    @Test
    void filesHoldTheirWindows() {
        BatchSeen shorter =
                new BatchSeen("batch-0", new BatchMarks(window(0), 1), new InputFile("f", 1, 100), false, true);

        assertThat(broken(new FilesAreAsRecorded(), told(SEALED), batch("batch-0", SEALED, false)))
                .isEmpty();
        assertThat(broken(new FilesAreAsRecorded(), told(SEALED), shorter)).hasSize(1);
    }

    @Test
    void nothingNeededIsPurged() {
        assertThat(broken(
                        new NothingNeededIsPurged(),
                        told(SEALED),
                        done(window(0), 2, 0, 0),
                        new Purged(0, 2),
                        told(SUBMITTED),
                        told(sealed(2, 3))))
                .isEmpty();
        assertThat(broken(new NothingNeededIsPurged(), told(SEALED), new Purged(0, 1)))
                .hasSize(1);
        assertThat(broken(new NothingNeededIsPurged(), new Purged(0, 1), told(SEALED)))
                .hasSize(1);
    }

    @Test
    void countsAddUp() {
        assertThat(broken(
                        new CountsAddUp(),
                        told(sealed(0, 2)),
                        completed(0, window(0), 1),
                        new ResultTold(outcome(1, window(0), 1, new Outcome.Failure("code", "item", "false"))),
                        joined(window(0), new JoinState.Publishing(2, 3)),
                        done(window(0), 1, 1, 1),
                        told(sealed(102, 102)),
                        manifest(window(102), 2, 2),
                        completed(2, window(102), 2),
                        done(window(102), 1, 0, 0)))
                .isEmpty();
    }

    @Test
    void noticesCountsThatDoNotAddUp() {
        assertThat(broken(new CountsAddUp(), told(SEALED), completed(0, window(0), 1), done(window(0), 1, 0, 0)))
                .singleElement()
                .asString()
                .contains("holds 2 and has 1 completed");
        assertThat(broken(new CountsAddUp(), told(SEALED), completed(0, window(0), 1), done(window(0), 2, 0, 0)))
                .hasSize(1);
    }

    @Test
    void noticesWindowThatIsNotDoneOrDoneTwice() {
        assertThat(broken(new CountsAddUp(), told(SEALED))).hasSize(1);
        assertThat(broken(
                        new CountsAddUp(),
                        told(SEALED),
                        completed(0, window(0), 1),
                        completed(1, window(0), 1),
                        done(window(0), 2, 0, 0),
                        done(window(0), 2, 0, 0)))
                .singleElement()
                .asString()
                .contains("done twice");
    }

    @Test
    void noticesResubmittedItemThatNeverCameBack() {
        assertThat(broken(new CountsAddUp(), told(SEALED), completed(0, window(0), 1), done(window(0), 1, 0, 1)))
                .singleElement()
                .asString()
                .contains("1 items were resubmitted, and 0 came");
    }

    @Test
    void noticesPublishingThatGoesBack() {
        CountsAddUp guarantee = new CountsAddUp();
        guarantee.observe(joined(window(0), new JoinState.Publishing(2, 3)));
        guarantee.observe(joined(window(0), new JoinState.Publishing(1, 3)));

        assertThat(guarantee.broken()).hasSize(1);
    }

    @Test
    void intentsOfLivesComeInTheOrderOfTheirLeases() {
        Window other = uploaded(sealed(2, 3), "file-2", "life-2");
        Window late = uploaded(sealed(4, 5), "file-3", "life");

        assertThat(broken(
                        new OldLivesCommitNothing(),
                        told(UPLOADED),
                        told(other),
                        lease("life"),
                        lease("life-2"),
                        lease("life")))
                .isEmpty();
        assertThat(broken(
                        new OldLivesCommitNothing(),
                        lease("life"),
                        lease("life-2"),
                        told(UPLOADED),
                        told(other),
                        told(late)))
                .singleElement()
                .asString()
                .contains("life life wrote an intent in partition 0 after life life-2");
        assertThat(broken(new OldLivesCommitNothing(), told(UPLOADED))).hasSize(1);
    }

    @Test
    void limitsAreKept() {
        assertThat(broken(limits(2, 200, 20), told(SEALED))).isEmpty();
        assertThat(broken(limits(1, 200, 20), told(SEALED))).hasSize(1);
        assertThat(broken(limits(2, 199, 20), told(SEALED))).hasSize(1);
        assertThat(broken(limits(2, 200, 19), told(SEALED))).hasSize(1);
        assertThat(broken(limits(2, 200, 5), told(sealed(0, 0)))).isEmpty();
    }

    private static Guarantee limits(int requests, long bytes, long tokens) {
        return new LimitsAreKept(new LimitsAreKept.Limits(requests, bytes, tokens, 1));
    }

    @Test
    void budgetIsKept() {
        Window second = submitted(uploaded(sealed(2, 3), "file-2", "life"), "batch-2");

        assertThat(broken(
                        new BudgetIsKept(model -> 30L),
                        told(SUBMITTED, at(1)),
                        told(second, at(5)),
                        status(window(0), 1, 1, BatchStatus.COMPLETED, at(5))))
                .isEmpty();
        assertThat(broken(
                        new BudgetIsKept(model -> 30L),
                        told(SUBMITTED, at(1)),
                        told(second, at(4)),
                        status(window(0), 1, 1, BatchStatus.COMPLETED, at(5))))
                .singleElement()
                .asString()
                .contains("40 tokens of openai|model are in 2 batches");
        assertThat(broken(new BudgetIsKept(model -> 10L), told(SUBMITTED, at(1))))
                .as("one alone")
                .isEmpty();
    }
}
