package dev.batchline.cli.lanes;

import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.LaneStatus;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** The latest that was told of each lane. */
final class LaneBoard {
    /** A batcher that runs tells each lane twice a minute: what is older is nobody's any more. */
    static final Duration STALE = Duration.ofSeconds(90);

    private final Map<String, LaneStatus> lanes = new TreeMap<>();

    /** Takes a record of the lane-status topic; those of a lane in their order. */
    void take(byte[] key, byte @Nullable [] value) {
        String lane = new String(key, StandardCharsets.UTF_8);
        if (value == null) {
            lanes.remove(lane);
        } else {
            lanes.put(lane, JsonCodec.LANE_STATUS.decode(value));
        }
    }

    /** Every lane of which something is under way, by name. */
    List<LaneStatus> all() {
        return List.copyOf(lanes.values());
    }

    /** A warning if nobody has spoken of some lanes for long. */
    static Optional<String> stale(Collection<LaneStatus> lanes, Instant now) {
        List<LaneStatus> old = lanes.stream()
                .filter(lane -> lane.asOf().plus(STALE).isBefore(now))
                .toList();
        Optional<Instant> oldest = old.stream().map(LaneStatus::asOf).min(Instant::compareTo);
        return oldest.map(since -> "No batcher has told of " + (old.size() == 1 ? "1 lane" : old.size() + " lanes")
                + " for " + Quantities.brief(Duration.between(since, now))
                + ": it may stand otherwise by now. Look whether a batcher runs.");
    }
}
