package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.batcher.SubmitPolicy.Plan;
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
    private static final SubmitPolicy.View READY =
            new SubmitPolicy.View(NOW, "mine", LIFE_BEGAN, true, null, GRACE, Instant.MIN);

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
                        Plan.Wait.class, wait -> assertThat(wait.until()).isEqualTo(NOW.plusSeconds(1)));
        assertThat(plan(third, READY))
                .isInstanceOfSatisfying(
                        Plan.Wait.class, wait -> assertThat(wait.until()).isEqualTo(NOW.plusSeconds(2)));
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
        assertThat(plan(theirs, READY)).isEqualTo(new Plan.Reconcile(theirs, LIFE_BEGAN.plus(GRACE)));
        assertThat(plan(theirs, view(false, null, NOW.plusSeconds(9))))
                .isEqualTo(new Plan.Reconcile(theirs, LIFE_BEGAN.plus(GRACE)));
    }

    @Test
    void reconcilesAnIntentInDoubtAndNeverCreatesFromIt() {
        assertThat(plan(OURS, view(true, NOW.minusSeconds(5), Instant.MIN)))
                .isEqualTo(new Plan.Reconcile(OURS, NOW.minusSeconds(5).plus(GRACE)));
    }

    @Test
    void waitsUntilTheProviderWantsTheNextCreate() {
        WindowState.Uploaded later = submitted(null).retryCreate("file", "mine", NOW, NOW.plusSeconds(30));
        assertThat(plan(later, READY))
                .isInstanceOfSatisfying(
                        Plan.Wait.class, wait -> assertThat(wait.until()).isEqualTo(NOW.plusSeconds(30)));
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
                        Plan.Wait.class, wait -> assertThat(wait.until()).isAfter(NOW));
    }

    @Test
    void createsNothingAboveTheAccountsRate() {
        assertThat(plan(OURS, view(true, null, NOW.plusSeconds(9))))
                .isInstanceOfSatisfying(
                        Plan.Wait.class, wait -> assertThat(wait.until()).isEqualTo(NOW.plusSeconds(9)));
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

    private static SubmitPolicy.View view(boolean lease, Instant doubtSince, Instant creationAllowed) {
        return new SubmitPolicy.View(NOW, "mine", LIFE_BEGAN, lease, doubtSince, GRACE, creationAllowed);
    }

    private static Plan plan(WindowState state, SubmitPolicy.View view) {
        LaneKey lane = new LaneKey("p", "/v1/responses", "m", "24h");
        WindowFacts facts =
                new WindowFacts(lane, 1, 1, 1, 1, 1, 1, "", Integer.MAX_VALUE, 4_000, List.of(), NOW, null, 0);
        WindowId id = WindowId.of(DeploymentId.of("c", "t"), 0, lane, 1);
        return SubmitPolicy.plan(Window.open(id, facts).to(state), view);
    }
}
