package dev.batchline.cli.lanes;

import dev.batchline.schemas.DeploymentId;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.LaneStatus;
import dev.batchline.schemas.LaneStatus.Amount;
import dev.batchline.schemas.LaneStatus.Why;
import dev.batchline.schemas.WindowId;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Lanes as a batcher may tell of them. */
public final class Lanes {
    private Lanes() {}

    public static LaneKey lane(String pool, String model) {
        return new LaneKey(pool, "/v1/chat/completions", model, "24h");
    }

    /** One that fills a window and has a batch at the provider. */
    public static LaneStatus filling(LaneKey lane, Instant asOf) {
        LaneStatus.Filling open = new LaneStatus.Filling(
                WindowId.of(DeploymentId.of("c", "t"), 1, lane, 7),
                1_234,
                2_148_000,
                512_000,
                1_234,
                asOf.minus(Duration.ofMinutes(4)),
                asOf.plus(Duration.ofMinutes(6)),
                new LaneStatus.Limits(50_000, 200_000_000, 2_000_000L, null));
        LaneStatus.Closed closed =
                new LaneStatus.Closed(Amount.NONE, Amount.NONE, new Amount(1, 50_000, 9, 9, asOf), Amount.NONE);
        return new LaneStatus(
                LaneStatus.FORMAT,
                lane,
                open,
                closed,
                List.of(new LaneStatus.Budget(lane.pool(), 1_200_000, 2_000_000L, 3, 2_000)),
                null,
                List.of(
                        new Why("filling", false, "takes requests", asOf.plus(Duration.ofMinutes(6))),
                        new Why("at_provider", false, "1 batch with 50,000 requests at the provider", null)),
                asOf);
    }

    /** One that an operator holds back. */
    public static LaneStatus paused(LaneKey lane, Instant asOf) {
        LaneStatus.Closed closed =
                new LaneStatus.Closed(new Amount(2, 60_000, 9, 9, asOf), Amount.NONE, Amount.NONE, Amount.NONE);
        return new LaneStatus(
                LaneStatus.FORMAT,
                lane,
                null,
                closed,
                List.of(),
                new LaneStatus.Pause(false, "wrong prompt", asOf),
                List.of(new Why("paused", true, "paused by an operator: wrong prompt", null)),
                asOf);
    }
}
