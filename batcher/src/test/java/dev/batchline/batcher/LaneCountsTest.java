package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.schemas.DeploymentId;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.LaneStatus;
import dev.batchline.schemas.SubmittedHow;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowFacts;
import dev.batchline.schemas.WindowId;
import dev.batchline.schemas.WindowState;
import java.time.Instant;
import java.util.List;
import org.junit.jupiter.api.Test;

/** That a lane's windows are counted where they stand, and nowhere else. */
class LaneCountsTest {
    private static final Instant NOW = Instant.parse("2026-11-22T12:00:00Z");
    private static final LaneKey LANE = new LaneKey("main", "/v1/chat/completions", "m", "24h");
    private static final LaneKey OTHER = new LaneKey("main", "/v1/chat/completions", "n", "24h");

    private final LaneCounts counts = new LaneCounts();

    @Test
    void followsAWindowFromItsCloseToItsEnd() {
        Window sealed = sealed(LANE, 7, 10);
        Window uploaded = uploaded(sealed);
        Window submitted = submitted(uploaded);

        counts.follow(sealed, batch -> false);
        assertThat(counts.closed(LANE.text()).sealed()).isEqualTo(new LaneStatus.Amount(1, 10, 1_000, 100, NOW));
        counts.follow(uploaded, batch -> false);
        counts.follow(uploaded, batch -> false);
        assertThat(counts.closed(LANE.text()).sealed()).isEqualTo(LaneStatus.Amount.NONE);
        assertThat(counts.closed(LANE.text()).uploaded().windows()).isEqualTo(1);
        counts.follow(submitted, batch -> false);
        assertThat(counts.closed(LANE.text()).submitted().requests()).isEqualTo(10);
        assertThat(counts.front(LANE.text())).isEmpty();
        counts.follow(submitted, "batch"::equals);
        assertThat(counts.closed(LANE.text()).ended().windows()).isEqualTo(1);
        counts.remove(submitted.id());
        counts.remove(submitted.id());
        assertThat(counts.lanes()).isEmpty();
        assertThat(counts.closed(LANE.text()).windows()).isZero();
    }

    @Test
    void addsUpEachLaneForItself() {
        counts.follow(sealed(LANE, 7, 10), batch -> false);
        counts.follow(sealed(LANE, 30, 5), batch -> false);
        counts.follow(sealed(OTHER, 20, 1), batch -> false);

        assertThat(counts.lanes()).containsExactlyInAnyOrder(LANE.text(), OTHER.text());
        assertThat(counts.closed(LANE.text()).sealed()).isEqualTo(new LaneStatus.Amount(2, 15, 1_500, 150, NOW));
        assertThat(counts.closed(OTHER.text()).windows()).isEqualTo(1);
    }

    @Test
    void knowsTheOldestWindowWithoutABatch() {
        Window first = sealed(LANE, 7, 1);
        Window second = sealed(LANE, 8, 1);
        counts.follow(second, batch -> false);
        counts.follow(first, batch -> false);
        assertThat(counts.front(LANE.text())).contains(first.id());
        counts.follow(uploaded(second), batch -> false);
        assertThat(counts.front(LANE.text())).contains(first.id());
        counts.follow(submitted(uploaded(first)), batch -> false);
        assertThat(counts.front(LANE.text())).contains(second.id());
    }

    @Test
    void tellsSinceWhenTheOneHasWaitedThatCameThereFirst() {
        Instant earlier = NOW.minusSeconds(60);
        Window first = uploaded(sealed(LANE, 7, 1));
        Window second = uploaded(sealed(LANE, 8, 1));
        Window third = uploaded(sealed(LANE, 9, 1));
        counts.follow(submitted(first, NOW), batch -> false);
        counts.follow(submitted(second, earlier), batch -> false);
        counts.follow(submitted(third, earlier), batch -> false);
        assertThat(counts.closed(LANE.text()).submitted().since()).isEqualTo(earlier);
        counts.remove(second.id());
        assertThat(counts.closed(LANE.text()).submitted().since())
                .as("another one came at the same time")
                .isEqualTo(earlier);
        counts.remove(third.id());
        assertThat(counts.closed(LANE.text()).submitted().since()).isEqualTo(NOW);
    }

    private static Window sealed(LaneKey lane, long offset, int requests) {
        WindowFacts facts = new WindowFacts(
                lane,
                offset + requests,
                requests,
                100L * requests,
                10L * requests,
                requests,
                60,
                "d",
                0,
                4_000,
                List.of(),
                NOW,
                null,
                0);
        return Window.open(WindowId.of(DeploymentId.of("c", "t"), 0, lane, offset), facts)
                .to(new WindowState.Open().seal("main", NOW));
    }

    private static Window uploaded(Window sealed) {
        return sealed.to(((WindowState.Sealed) sealed.state()).uploaded("file", "life", NOW));
    }

    private static Window submitted(Window uploaded) {
        return submitted(uploaded, NOW);
    }

    private static Window submitted(Window uploaded, Instant at) {
        return uploaded.to(((WindowState.Uploaded) uploaded.state()).submitted("batch", SubmittedHow.CREATED, at));
    }
}
