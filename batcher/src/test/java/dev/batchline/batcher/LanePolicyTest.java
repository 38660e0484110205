package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.schemas.DeploymentId;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.LaneStatus;
import dev.batchline.schemas.LaneStatus.Amount;
import dev.batchline.schemas.LaneStatus.Why;
import dev.batchline.schemas.WindowFacts;
import dev.batchline.schemas.WindowId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What is said of a lane, word for word. */
class LanePolicyTest {
    private static final LaneKey LANE = new LaneKey("main", "/v1/chat/completions", "m", "24h");
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00.5Z");
    private static final Duration LINGER = Duration.ofMinutes(10);
    private static final LaneStatus.Closed NONE =
            new LaneStatus.Closed(Amount.NONE, Amount.NONE, Amount.NONE, Amount.NONE);

    @Test
    void saysWhenAWindowThatFillsClosesAndWhatItIsFullestOf() {
        assertThat(why(open(1_234, 2_000, 500, null)))
                .containsExactly(new Why(
                        "filling",
                        false,
                        "takes requests: 1,234 of 50,000 lines; closes when it is full, at the latest at"
                                + " 2026-11-22T12:05:00Z",
                        Instant.parse("2026-11-22T12:05:00Z")));
        assertThat(why(open(10, 150_000_000, 500, null)).getFirst().words())
                .startsWith("takes requests: 150,000,000 of 200,000,000 bytes;");
        assertThat(why(open(10, 20, 81_900, null)).getFirst().words())
                .startsWith("takes requests: 81,900 of 90,000 tokens;");
    }

    @Test
    void saysWhyAnOldWindowIsStillOpen() {
        assertThat(still(new LaneView.StillOpen.Routing()))
                .isEqualTo(
                        "routing: takes requests: 5 of 50,000 lines; older than its linger and kept open: requests that"
                                + " came before are still being routed");
        assertThat(still(new LaneView.StillOpen.CatchingUp()))
                .startsWith("catching_up: ")
                .endsWith("the batcher reads a backlog of its lanes");
        assertThat(still(new LaneView.StillOpen.NoAccount()))
                .isEqualTo("account_unknown: takes requests: 5 of 50,000 lines; no account belongs to pool main any"
                        + " more: configure one");
        assertThat(still(new LaneView.StillOpen.Creations(NOW.plusSeconds(60), 20)))
                .startsWith("creations: ")
                .endsWith("few batches are left of the 20 that may be created in an hour; closes at"
                        + " 2026-11-22T12:01:00Z or when it is full");
        assertThat(still(new LaneView.StillOpen.Creations(null, 20)))
                .endsWith("no batch is left of the 20 that may be created in an hour, so only a full window closes");
    }

    @Test
    void saysWhoPausedItBeforeAllElse() {
        LaneStatus.Pause pause = new LaneStatus.Pause(false, "wrong prompt", NOW.minusSeconds(60));
        Waiting same = new Waiting(Waiting.Reason.PAUSED, NOW.plusSeconds(60), "lane is paused");
        LaneView view = view(null, closed(2, 0), front(same), pause);

        assertThat(why(view))
                .as("the window's own reason is the same")
                .containsExactly(new Why(
                        "paused",
                        true,
                        "paused by an operator since 2026-11-22T11:59:00Z: wrong prompt ('resume' lets it go on)",
                        null));
        assertThat(why(view(null, closed(2, 0), front(same), new LaneStatus.Pause(true, null, null)))
                        .getFirst()
                        .words())
                .isEqualTo("every lane is paused by an operator ('resume --all' lets it go on)");
    }

    @Test
    void saysWhenABlockedAccountIsAskedAgain() {
        Waiting blocked = new Waiting(
                Waiting.Reason.ACCOUNT_BLOCKED,
                NOW.plusSeconds(60),
                "account main is blocked with status 429 insufficient_quota: No money.");

        assertThat(why(view(null, closed(3, 0), front(blocked), null)))
                .containsExactly(new Why(
                        "account_blocked",
                        true,
                        "the oldest of 3 closed windows (50,000 requests) waits: account main is blocked with status"
                                + " 429 insufficient_quota: No money.; one call looks whether that is over ('resume'"
                                + " makes it look now), at 2026-11-22T12:01:00Z",
                        NOW.plusSeconds(60)));
    }

    @Test
    void saysOfEachHoldWhatItIsAndWhenItEndsIfAnybodyKnows() {
        for (Waiting.Reason reason : Waiting.Reason.values()) {
            Why why = why(view(
                            null,
                            closed(1, 0),
                            front(new Waiting(reason, NOW.plusSeconds(60), "the cause in words")),
                            null))
                    .getFirst();
            assertThat(why.reason()).isEqualTo(reason.word());
            assertThat(why.held()).isTrue();
            assertThat(why.words()).startsWith("a closed window (50,000 requests) waits: the cause in words");
            assertThat(why.words().endsWith("at 2026-11-22T12:01:00Z")).isEqualTo(why.until() != null);
        }
        Waiting past = new Waiting(Waiting.Reason.BACK_OFF, NOW.minusSeconds(1), "the cause in words");
        assertThat(why(view(null, closed(1, 0), front(past), null)).getFirst().until())
                .as("it is about to be tried")
                .isNull();
    }

    @Test
    void saysWhatIsBeingDone() {
        assertThat(words(view(null, closed(1, 0), new LaneView.Front(50_000, LaneView.Doing.UPLOADING, null), null)))
                .containsExactly("the file of a closed window with 50,000 requests is being uploaded");
        assertThat(words(view(null, closed(1, 1), new LaneView.Front(50_000, LaneView.Doing.SIFTING, null), null)))
                .containsExactly("a closed window with 50,000 requests is looked through for requests that are to be"
                        + " cancelled; 1 more closed window after it");
        assertThat(words(view(null, closed(1, 1), new LaneView.Front(1, LaneView.Doing.CREATING, null), null)))
                .containsExactly("the batch of a closed window with 1 request is being created; 1 more closed window"
                        + " after it");
        assertThat(words(view(null, closed(0, 1), new LaneView.Front(2, LaneView.Doing.LOOKING, null), null)))
                .containsExactly(
                        "the provider is asked whether it has the batch of a closed window with 2 requests already");
    }

    @Test
    void saysWhatIsAtTheProviderAndWhatIsPublished() {
        LaneStatus.Closed closed = new LaneStatus.Closed(
                Amount.NONE,
                Amount.NONE,
                new Amount(3, 150_000, 1, 1, NOW.minusSeconds(3_600)),
                new Amount(1, 7, 1, 1, NOW));

        assertThat(words(view(null, closed, null, null)))
                .containsExactly(
                        "3 batches with 150,000 requests at the provider, the oldest since 2026-11-22T11:00:00Z",
                        "the outcomes of 1 window with 7 requests are being published");
    }

    @Test
    void saysNothingOfALaneOfWhichNothingIsLeft() {
        assertThat(LanePolicy.status(view(null, NONE, null, null))).isEmpty();
        assertThat(LanePolicy.status(view(null, NONE, null, new LaneStatus.Pause(true, null, NOW))))
                .as("that every lane is paused is told of those that have something")
                .isEmpty();
        assertThat(LanePolicy.status(view(null, NONE, null, new LaneStatus.Pause(false, null, NOW))))
                .isPresent();
    }

    @Test
    void tellsLimitsThatThereAreAndNoOthers() {
        LaneStatus.Filling open =
                LanePolicy.status(open(1, 2, 3, null)).orElseThrow().open();
        assertThat(open.limits()).isEqualTo(new LaneStatus.Limits(50_000, 200_000_000, 90_000L, null));
        assertThat(open.closesAt()).isEqualTo(open.openedAt().plus(LINGER));
    }

    @Test
    void cutsWhatIsTooLong() {
        Waiting long1 = new Waiting(Waiting.Reason.BACK_OFF, NOW, "x".repeat(100_000));
        assertThat(words(view(null, closed(1, 0), front(long1), null)).getFirst())
                .hasSizeLessThan(1_200);
    }

    private static String still(LaneView.StillOpen still) {
        Why why = why(open(5, 2, 3, still)).getFirst();
        assertThat(why.held()).isTrue();
        return why.reason() + ": " + why.words();
    }

    private static List<Why> why(LaneView view) {
        Optional<LaneStatus> status = LanePolicy.status(view);
        assertThat(status).isPresent();
        return status.get().why();
    }

    private static List<String> words(LaneView view) {
        return why(view).stream().map(Why::words).toList();
    }

    private static LaneView.Front front(Waiting waiting) {
        return new LaneView.Front(50_000, LaneView.Doing.UPLOADING, waiting);
    }

    private static LaneStatus.Closed closed(int sealed, int uploaded) {
        return new LaneStatus.Closed(amount(sealed), amount(uploaded), Amount.NONE, Amount.NONE);
    }

    private static Amount amount(int windows) {
        return windows == 0 ? Amount.NONE : new Amount(windows, 50_000L * windows, 1, 1, NOW);
    }

    private static LaneView open(int requests, long bytes, long tokens, LaneView.StillOpen still) {
        Instant openedAt = NOW.minus(Duration.ofMinutes(5)).minusMillis(500);
        WindowFacts facts = new WindowFacts(
                LANE, 9, requests, bytes, tokens, requests, 60, "d", 0, 4_000, List.of(), openedAt, null, 0);
        WindowLimits limits = new WindowLimits(50_000, 200_000_000, 90_000, Long.MAX_VALUE, 33_000_000);
        WindowId id = WindowId.of(DeploymentId.of("c", "t"), 0, LANE, 7);
        return view(new LaneView.Open(id, facts, limits, LINGER, still), NONE, null, null);
    }

    private static LaneView view(
            LaneView.Open open, LaneStatus.Closed closed, LaneView.Front front, LaneStatus.Pause pause) {
        return new LaneView(LANE, NOW, open, closed, front, pause, List.of());
    }
}
