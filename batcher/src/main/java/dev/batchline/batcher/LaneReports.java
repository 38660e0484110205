package dev.batchline.batcher;

import dev.batchline.runtime.kafka.Partitions;
import dev.batchline.runtime.task.TaskAccess;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.LaneStatus;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.UnreadableRecordException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Tells on the lane-status topic how each lane of a task stands: when that has changed, at most every few seconds, and
 * once in a while without a change, so that a reader knows that somebody still looks. Which lanes were told of is in
 * the store, so that the last word about a lane, a tombstone, is never forgotten.
 */
final class LaneReports {
    /** How often a lane is looked at. */
    static final Duration EVERY = Duration.ofSeconds(5);

    /** How often it is told without a change. */
    static final Duration AGAIN = Duration.ofSeconds(30);

    private static final int LANES_A_TICK = 50;

    private final TaskAccess access;
    private final int partitions;
    private final Accounts accounts;
    private final Windower windower;
    private final Submitter submitter;
    private final WindowEvents events;
    private final Set<String> watched = new LinkedHashSet<>();
    private final Deque<String> due = new ArrayDeque<>();
    private final Map<String, LaneStatus> told = new HashMap<>();
    private Duration nextRound = Duration.ZERO;

    /**
     * Tells in one life of a task.
     *
     * @param partitions of the lanes topic
     */
    LaneReports(
            TaskAccess access,
            int partitions,
            Accounts accounts,
            Windower windower,
            Submitter submitter,
            WindowEvents events) {
        this.access = access;
        this.partitions = partitions;
        this.accounts = accounts;
        this.windower = windower;
        this.submitter = submitter;
        this.events = events;
    }

    /** The life begins: lanes that an earlier one told of are looked at too, and those that are paused. */
    void begin() {
        nextRound = access.clocks().elapsed();
        watched.addAll(events.notes().lanesTold());
        events.notes().pausedLanes().forEach(this::watch);
    }

    /** A lane may be held back, or no longer: it is told even if it has no window. */
    void watch(String lane) {
        parse(lane).filter(this::ours).ifPresent(key -> watched.add(key.text()));
    }

    /** Tells of the next lanes whose turn it is. */
    void tick() {
        Duration elapsed = access.clocks().elapsed();
        if (due.isEmpty()) {
            if (elapsed.compareTo(nextRound) < 0) {
                return;
            }
            nextRound = elapsed.plus(EVERY);
            watched.addAll(windower.lanes());
            watched.addAll(events.lanes().lanes());
            due.addAll(watched);
        }
        for (int lanes = 0; lanes < LANES_A_TICK && !due.isEmpty(); lanes++) {
            look(due.remove());
        }
    }

    private void look(String lane) {
        Instant now = access.clocks().now();
        Optional<LaneStatus> status = parse(lane).map(key -> view(key, now)).flatMap(LanePolicy::status);
        if (status.isEmpty()) {
            watched.remove(lane);
            told.remove(lane);
            if (events.notes().forgetLane(lane)) {
                access.forward(Topic.LANE_STATUS, WindowEvents.utf8(lane), null, List.of());
            }
            return;
        }
        if (worthTelling(told.get(lane), status.get())) {
            told.put(lane, status.get());
            events.notes().tellLane(lane);
            access.forward(
                    Topic.LANE_STATUS, WindowEvents.utf8(lane), JsonCodec.LANE_STATUS.encode(status.get()), List.of());
        }
    }

    private static boolean worthTelling(@Nullable LaneStatus last, LaneStatus now) {
        return last == null
                || !now.asOf(last.asOf()).equals(last)
                || !last.asOf().plus(AGAIN).isAfter(now.asOf());
    }

    private LaneView view(LaneKey lane, Instant now) {
        String text = lane.text();
        return new LaneView(
                lane,
                now,
                windower.open(text).orElse(null),
                events.lanes().closed(text),
                events.lanes().front(text).flatMap(submitter.fronts()::see).orElse(null),
                events.notes().pause(lane).orElse(null),
                accounts.inPool(lane.pool()).stream()
                        .map(account -> budget(account, lane, now))
                        .toList());
    }

    private LaneStatus.Budget budget(Account account, LaneKey lane, Instant now) {
        TokenGroup group = new TokenGroup(account.name(), lane.model());
        long limit = submitter.tokenLimit(group, now);
        HourlyLimit creations = accounts.creations(account);
        return new LaneStatus.Budget(
                account.name(),
                events.queued().inFlight(group),
                limit == Account.NO_BUDGET ? null : limit,
                creations.most() - creations.left(now),
                creations.most());
    }

    private boolean ours(LaneKey lane) {
        return Partitions.ofLane(lane, partitions) == access.partition();
    }

    private static Optional<LaneKey> parse(String lane) {
        try {
            return Optional.of(LaneKey.parse(lane));
        } catch (UnreadableRecordException e) {
            return Optional.empty();
        }
    }
}
