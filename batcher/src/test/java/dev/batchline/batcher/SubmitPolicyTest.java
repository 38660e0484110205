package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.batcher.SubmitPolicy.Plan;
import dev.batchline.schemas.CancelCause;
import dev.batchline.schemas.DeploymentId;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.SubmittedHow;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowFacts;
import dev.batchline.schemas.WindowId;
import dev.batchline.schemas.WindowState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What comes next for a window in each of its states. */
class SubmitPolicyTest {
    private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
    private static final Instant LIFE_BEGAN = NOW.minusSeconds(40);
    private static final Duration GRACE = Duration.ofMinutes(2);
    private static final WindowState.Sealed SEALED = new WindowState.Open().seal("a", NOW);
    private static final WindowState.Uploaded OURS = SEALED.uploaded("file", "mine", NOW);
    private static final SubmitPolicy.Ending NO_END = new SubmitPolicy.Ending(Wish.NONE, false, false);
    private static final SubmitPolicy.Ending WANTED = new SubmitPolicy.Ending(Wish.WHOLE, false, false);
    private static final SubmitPolicy.Holds FREE = new SubmitPolicy.Holds(null, null, null, Instant.MIN);
    private static final Waiting HELD = new Waiting(Waiting.Reason.PAUSED, NOW, "paused");
    private static final Waiting OTHER = new Waiting(Waiting.Reason.ACCOUNT_BLOCKED, NOW, "blocked");
    private static final SubmitPolicy.View READY = view(true, null, Instant.MIN);

    @Test
    void uploadsASealedWindowWhateverTheView() {
        assertThat(plan(SEALED, READY)).isEqualTo(new Plan.Upload(SEALED));
        assertThat(plan(SEALED, view(false, NOW, NOW.plusSeconds(9)))).isEqualTo(new Plan.Upload(SEALED));
    }

    @Test
    void uploadsMoreSlowlyEachTimeTheFileIsGone() {
        WindowState.Sealed second = OURS.fileGone(NOW);
        WindowState.Sealed third = second.uploaded("file", "mine", NOW).fileGone(NOW);
        assertThat(plan(second, READY))
                .isInstanceOfSatisfying(
                        Plan.Wait.class, wait -> assertThat(wait.why().until()).isEqualTo(NOW.plusSeconds(1)));
        assertThat(plan(third, READY))
                .isInstanceOfSatisfying(
                        Plan.Wait.class, wait -> assertThat(wait.why().until()).isEqualTo(NOW.plusSeconds(2)));
        WindowState.Sealed due = OURS.fileGone(NOW.minusSeconds(1));
        assertThat(plan(due, READY)).isEqualTo(new Plan.Upload(due));
    }

    @Test
    void createsFromAnIntentOfThisLife() {
        assertThat(plan(OURS, READY)).isEqualTo(new Plan.Create(OURS));
    }

    @Test
    void reconcilesAnIntentOfAnotherLifeAndNeverCreatesFromIt() {
        WindowState.Uploaded theirs = SEALED.uploaded("file", "earlier", NOW.minusSeconds(99_999));
        assertThat(plan(theirs, READY)).isEqualTo(new Plan.Reconcile(theirs, Plan.Step.LOOK, LIFE_BEGAN.plus(GRACE)));
        assertThat(plan(theirs, view(false, null, NOW.plusSeconds(9))))
                .isEqualTo(new Plan.Reconcile(theirs, Plan.Step.LOOK, LIFE_BEGAN.plus(GRACE)));
    }

    @Test
    void reconcilesAnIntentInDoubtAndNeverCreatesFromIt() {
        assertThat(plan(OURS, view(true, NOW.minusSeconds(5), Instant.MIN)))
                .isEqualTo(new Plan.Reconcile(
                        OURS, Plan.Step.LOOK, NOW.minusSeconds(5).plus(GRACE)));
    }

    @Test
    void deletesTheFileWhenNoCreateIsUnderWayAndUploadsItAnewWhenTheListIsComplete() {
        assertThat(plan(OURS, view(new SubmitPolicy.Doubt(NOW, null))))
                .isEqualTo(new Plan.Reconcile(OURS, Plan.Step.FENCE, NOW));
        Instant listed = NOW.plusSeconds(7);
        assertThat(plan(OURS, view(new SubmitPolicy.Doubt(NOW, listed))))
                .isInstanceOfSatisfying(
                        Plan.Wait.class, wait -> assertThat(wait.why().until()).isEqualTo(listed));
        assertThat(plan(OURS, view(new SubmitPolicy.Doubt(NOW, NOW))))
                .isEqualTo(new Plan.Reconcile(OURS, Plan.Step.RENEW, NOW));
    }

    @Test
    void waitsUntilTheProviderWantsTheNextCreate() {
        WindowState.Uploaded later = submitted(null).retryCreate("file", "mine", NOW, NOW.plusSeconds(30));
        assertThat(plan(later, READY))
                .isInstanceOfSatisfying(
                        Plan.Wait.class, wait -> assertThat(wait.why().until()).isEqualTo(NOW.plusSeconds(30)));
        WindowState.Uploaded due = submitted(null).retryCreate("file", "mine", NOW, NOW);
        assertThat(plan(due, READY)).isEqualTo(new Plan.Create(due));
    }

    @Test
    void reconcilesADelayedIntentOfAnotherLifeAtOnce() {
        WindowState.Uploaded later = submitted(null).retryCreate("file", "earlier", NOW, NOW.plusSeconds(30));
        assertThat(plan(later, READY)).isInstanceOf(Plan.Reconcile.class);
    }

    @Test
    void createsNothingWithoutALease() {
        assertThat(plan(OURS, view(false, null, Instant.MIN)))
                .isInstanceOfSatisfying(
                        Plan.Wait.class, wait -> assertThat(wait.why().until()).isAfter(NOW));
    }

    @Test
    void createsNothingAboveTheAccountsRate() {
        assertThat(plan(OURS, view(true, null, NOW.plusSeconds(9))))
                .isInstanceOfSatisfying(
                        Plan.Wait.class, wait -> assertThat(wait.why().until()).isEqualTo(NOW.plusSeconds(9)));
        assertThat(plan(OURS, view(true, null, NOW))).isEqualTo(new Plan.Create(OURS));
    }

    @Test
    void doesNothingInEveryOtherState() {
        List<WindowState> others = List.of(
                new WindowState.Open(),
                SEALED.creating("mine", NOW),
                submitted("file"),
                SEALED.reject("c", "m", NOW),
                SEALED.cancel(NOW));
        for (WindowState state : others) {
            assertThat(plan(state, READY)).as(state.word()).isEqualTo(new Plan.Nothing());
        }
    }

    private static WindowState.Submitted submitted(String file) {
        return OURS.submitted("batch", SubmittedHow.CREATED, NOW);
    }

    @Test
    void uploadsNothingThatIsHeldBack() {
        for (Waiting held : List.of(HELD, OTHER)) {
            SubmitPolicy.Holds lane = new SubmitPolicy.Holds(held, null, null, Instant.MIN);
            SubmitPolicy.Holds account = new SubmitPolicy.Holds(null, held, null, Instant.MIN);
            SubmitPolicy.Holds budget = new SubmitPolicy.Holds(null, null, held, Instant.MIN);
            for (SubmitPolicy.Holds holds : List.of(lane, account, budget)) {
                assertThat(plan(SEALED, view(NO_END, holds))).isEqualTo(new Plan.Wait(held));
                assertThat(plan(OURS, view(NO_END, holds))).isEqualTo(new Plan.Wait(held));
            }
        }
    }

    @Test
    void looksForABatchThoughTheLaneIsPausedOrTheQueueFull() {
        WindowState.Uploaded theirs = SEALED.uploaded("file", "earlier", NOW);
        SubmitPolicy.Holds holds = new SubmitPolicy.Holds(HELD, null, HELD, Instant.MIN);
        assertThat(plan(theirs, view(NO_END, holds))).isInstanceOf(Plan.Reconcile.class);
        SubmitPolicy.Holds account = new SubmitPolicy.Holds(null, OTHER, null, Instant.MIN);
        assertThat(plan(theirs, view(NO_END, account))).isEqualTo(new Plan.Wait(OTHER));
    }

    @Test
    void takesAWithdrawnIntentOverAndNeverCreatesFromIt() {
        WindowState.Uploaded withdrawn = SEALED.uploaded("file", "earlier", NOW).withdraw();
        assertThat(plan(withdrawn, READY)).isEqualTo(new Plan.TakeOver(withdrawn));
        assertThat(plan(withdrawn, view(WANTED, FREE))).isEqualTo(new Plan.Drop());
    }

    @Test
    void dropsAWindowThatIsNotWantedUnlessThereMayBeABatch() {
        assertThat(plan(SEALED, view(WANTED, FREE)))
                .as("its manifest is missing")
                .isEqualTo(new Plan.Pack());
        assertThat(plan(OURS, view(WANTED, FREE))).isEqualTo(new Plan.Drop());
        WindowState.Uploaded theirs = SEALED.uploaded("file", "earlier", NOW);
        assertThat(plan(theirs, view(WANTED, FREE))).isInstanceOf(Plan.Reconcile.class);
        SubmitPolicy.View doubt = new SubmitPolicy.View(
                NOW, READY.owner(), new SubmitPolicy.Doubt(NOW.plusSeconds(5), null), WANTED, FREE);
        assertThat(plan(OURS, doubt)).isInstanceOf(Plan.Reconcile.class);
    }

    @Test
    void looksThroughAWindowThatMayHoldUnwantedRequestsBeforeAnythingElse() {
        SubmitPolicy.Ending unknown = new SubmitPolicy.Ending(Wish.LOOK, false, false);
        SubmitPolicy.Holds held = new SubmitPolicy.Holds(HELD, OTHER, null, Instant.MAX);
        WindowState.Uploaded theirs = SEALED.uploaded("file", "earlier", NOW);
        for (WindowState state : List.of(SEALED, OURS, OURS.withdraw(), theirs, submitted("file"))) {
            assertThat(plan(state, view(unknown, held))).as(state.word()).isEqualTo(new Plan.Look());
        }
        assertThat(plan(submitted("file"), view(new SubmitPolicy.Ending(Wish.LOOK, false, true), FREE)))
                .as("its batch has ended")
                .isEqualTo(new Plan.Nothing());
    }

    @Test
    void takesAWindowApartUnlessThereIsOrMayBeABatch() {
        SubmitPolicy.Ending part = new SubmitPolicy.Ending(Wish.PART, false, false);
        WindowState.Uploaded theirs = SEALED.uploaded("file", "earlier", NOW);
        assertThat(plan(SEALED, view(part, FREE))).isEqualTo(new Plan.Pack());
        assertThat(plan(OURS, view(part, FREE))).isEqualTo(new Plan.Drop());
        assertThat(plan(OURS.withdraw(), view(part, FREE))).isEqualTo(new Plan.Drop());
        assertThat(plan(theirs, view(part, FREE))).isInstanceOf(Plan.Reconcile.class);
        assertThat(plan(submitted("file"), view(part, FREE)))
                .as("others of it run")
                .isEqualTo(new Plan.Nothing());
        WindowState.Submitted overdue = submitted("file").cancelRequested(CancelCause.OVERDUE, NOW);
        assertThat(plan(overdue, view(part, FREE))).isEqualTo(new Plan.CancelBatch(overdue));
    }

    @Test
    void asksForTheEndOfABatchFirstOnItsTopicAndThenAtTheProviderUntilThatTookIt() {
        WindowState.Submitted there = submitted("file");
        assertThat(plan(there, view(WANTED, FREE))).isEqualTo(new Plan.AskForEnd(there));
        WindowState.Submitted overdue = there.cancelRequested(CancelCause.OVERDUE, NOW);
        assertThat(plan(overdue, view(WANTED, FREE))).isEqualTo(new Plan.AskForEnd(overdue));
        WindowState.Submitted asked = there.cancelRequested(CancelCause.OPERATOR, NOW);
        assertThat(plan(asked, view(WANTED, FREE))).isEqualTo(new Plan.CancelBatch(asked));
        assertThat(plan(overdue, READY)).isEqualTo(new Plan.CancelBatch(overdue));
        assertThat(plan(asked, view(new SubmitPolicy.Ending(Wish.WHOLE, true, false), FREE)))
                .isEqualTo(new Plan.Nothing());
        assertThat(plan(asked, view(new SubmitPolicy.Ending(Wish.WHOLE, false, true), FREE)))
                .isEqualTo(new Plan.Nothing());
    }

    private static SubmitPolicy.View view(boolean lease, Instant doubtSince, Instant creationAllowed) {
        return new SubmitPolicy.View(
                NOW,
                new SubmitPolicy.Owner("mine", LIFE_BEGAN.plus(GRACE), lease),
                new SubmitPolicy.Doubt(doubtSince == null ? null : doubtSince.plus(GRACE), null),
                NO_END,
                new SubmitPolicy.Holds(null, null, null, creationAllowed));
    }

    private static SubmitPolicy.View view(SubmitPolicy.Ending ending, SubmitPolicy.Holds holds) {
        return new SubmitPolicy.View(NOW, READY.owner(), SubmitPolicy.Doubt.NONE, ending, holds);
    }

    private static SubmitPolicy.View view(SubmitPolicy.Doubt doubt) {
        return new SubmitPolicy.View(NOW, READY.owner(), doubt, NO_END, FREE);
    }

    private static Plan plan(WindowState state, SubmitPolicy.View view) {
        LaneKey lane = new LaneKey("p", "/v1/responses", "m", "24h");
        WindowFacts facts =
                new WindowFacts(lane, 1, 1, 1, 1, 1, 1, "", Integer.MAX_VALUE, 4_000, List.of(), NOW, null, 0);
        WindowId id = WindowId.of(DeploymentId.of("c", "t"), 0, lane, 1);
        return SubmitPolicy.plan(Window.open(id, facts).to(state), view);
    }
}
