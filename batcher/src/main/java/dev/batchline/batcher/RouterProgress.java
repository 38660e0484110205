package dev.batchline.batcher;

import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.common.TopicPartition;

/**
 * Tells from looks at the request topics until when all that lay there has been routed. A partition that nothing is
 * taken from for a while does not count: what is left of it are markers of transactions, or its router stands still.
 */
final class RouterProgress {
    /** So long, and a router that runs has committed something. */
    static final Duration STANDSTILL = Duration.ofSeconds(5);

    private final Map<TopicPartition, Moved> moved = new HashMap<>();
    private Map<TopicPartition, Long> aim = Map.of();
    private Instant aimedAt = Instant.MIN;
    private Instant routedUntil = Instant.MIN;

    /** Everything that lay in the request topics then has been routed. */
    Instant routedUntil() {
        return routedUntil;
    }

    /** Takes a look whose ends were read at a time, and its offsets after that. */
    void take(Map<TopicPartition, Place> look, Instant at) {
        look.forEach((partition, place) -> moved.compute(
                partition,
                (unused, before) ->
                        before == null || before.routed() != place.routed() ? new Moved(place.routed(), at) : before));
        if (!reached(aim, at)) {
            return;
        }
        routedUntil = aimedAt;
        aim = new HashMap<>();
        look.forEach((partition, place) -> aim.put(partition, place.end()));
        aimedAt = at;
        if (reached(aim, at)) {
            routedUntil = at;
        }
    }

    private boolean reached(Map<TopicPartition, Long> ends, Instant now) {
        return ends.entrySet().stream().allMatch(end -> {
            Moved last = moved.getOrDefault(end.getKey(), new Moved(0, now));
            return last.routed() >= end.getValue()
                    || !last.at().plus(STANDSTILL).isAfter(now);
        });
    }

    /**
     * How far a partition of a request topic is routed.
     *
     * @param end where it ends
     * @param routed the offset that the routers committed; 0 if none
     */
    record Place(long end, long routed) {}

    /**
     * What was committed last.
     *
     * @param routed the offset
     * @param at when it was seen first
     */
    private record Moved(long routed, Instant at) {}
}
