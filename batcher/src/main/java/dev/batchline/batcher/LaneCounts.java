package dev.batchline.batcher;

import dev.batchline.schemas.LaneStatus;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowId;
import dev.batchline.schemas.WindowState;
import java.time.Instant;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** A task's closed windows by lane and by how far they have come; it follows every change, so nobody has to count. */
final class LaneCounts {
    private final Map<WindowId, Place> places = new HashMap<>();
    private final Map<String, Map<Stage, Group>> lanes = new HashMap<>();

    /** Takes note of where a window stands now. */
    void follow(Window window, Predicate<String> batchEnded) {
        remove(window.id());
        stage(window, batchEnded).ifPresent(stage -> {
            Place place = new Place(window.facts().lane().text(), stage);
            places.put(window.id(), place);
            lanes.computeIfAbsent(place.lane, first -> new EnumMap<>(Stage.class))
                    .computeIfAbsent(stage, first -> new Group())
                    .add(window, since(window.state()));
        });
    }

    /** Nothing more happens to a window. */
    void remove(WindowId window) {
        Place place = places.remove(window);
        if (place == null) {
            return;
        }
        Map<Stage, Group> lane = lanes.getOrDefault(place.lane, Map.of());
        Group group = lane.getOrDefault(place.stage, new Group());
        group.remove(window);
        if (group.entries.isEmpty()) {
            lane.remove(place.stage);
        }
        if (lane.isEmpty()) {
            lanes.remove(place.lane);
        }
    }

    /** The lanes that have closed windows. */
    Set<String> lanes() {
        return lanes.keySet();
    }

    /** The closed windows of a lane. */
    LaneStatus.Closed closed(String lane) {
        return new LaneStatus.Closed(
                amount(lane, Stage.SEALED),
                amount(lane, Stage.UPLOADED),
                amount(lane, Stage.SUBMITTED),
                amount(lane, Stage.ENDED));
    }

    /** The oldest window of a lane that has no batch yet. */
    Optional<WindowId> front(String lane) {
        return group(lane, Stage.SEALED)
                .map(Group::oldest)
                .map(waits -> group(lane, Stage.UPLOADED)
                        .map(Group::oldest)
                        .filter(uploaded -> uploaded.firstOffset() < waits.firstOffset())
                        .orElse(waits))
                .or(() -> group(lane, Stage.UPLOADED).map(Group::oldest));
    }

    private LaneStatus.Amount amount(String lane, Stage stage) {
        return group(lane, stage).map(Group::amount).orElse(LaneStatus.Amount.NONE);
    }

    private Optional<Group> group(String lane, Stage stage) {
        return Optional.ofNullable(lanes.getOrDefault(lane, Map.of()).get(stage));
    }

    private static Optional<Stage> stage(Window window, Predicate<String> batchEnded) {
        return switch (window.state()) {
            case WindowState.Open open -> Optional.empty();
            case WindowState.Sealed sealed -> Optional.of(Stage.SEALED);
            case WindowState.Uploaded uploaded -> Optional.of(Stage.UPLOADED);
            case WindowState.Creating creating -> Optional.of(Stage.UPLOADED);
            case WindowState.Submitted submitted ->
                Optional.of(batchEnded.test(submitted.batchId()) ? Stage.ENDED : Stage.SUBMITTED);
            case WindowState.Rejected rejected -> Optional.of(Stage.ENDED);
            case WindowState.Cancelled cancelled -> Optional.of(Stage.ENDED);
        };
    }

    private static Instant since(WindowState state) {
        return switch (state) {
            case WindowState.Open open -> Instant.EPOCH;
            case WindowState.Sealed sealed -> sealed.sealedAt();
            case WindowState.Uploaded uploaded -> uploaded.uploadedAt();
            case WindowState.Creating creating -> creating.notBefore();
            case WindowState.Submitted submitted -> submitted.submittedAt();
            case WindowState.Rejected rejected -> rejected.rejectedAt();
            case WindowState.Cancelled cancelled -> cancelled.cancelledAt();
        };
    }

    /** How far a window has come. */
    private enum Stage {
        SEALED,
        UPLOADED,
        SUBMITTED,
        ENDED
    }

    /** Where a window is counted. */
    private record Place(String lane, Stage stage) {}

    /** A window as it is counted. */
    private record Entry(WindowId id, long requests, long bytes, long tokens, Instant since) {}

    /** The windows of one lane that have come equally far, and their sums. */
    private static final class Group {
        private final NavigableMap<Long, Entry> entries = new TreeMap<>();
        private final NavigableMap<Instant, Integer> since = new TreeMap<>();
        private long requests;
        private long bytes;
        private long tokens;

        void add(Window window, Instant from) {
            Entry entry = new Entry(
                    window.id(),
                    window.facts().requests(),
                    window.facts().bytes(),
                    window.facts().tokens(),
                    from);
            entries.put(window.id().firstOffset(), entry);
            count(entry, 1);
        }

        void remove(WindowId window) {
            @Nullable Entry entry = entries.remove(window.firstOffset());
            if (entry != null) {
                count(entry, -1);
            }
        }

        WindowId oldest() {
            return entries.firstEntry().getValue().id;
        }

        LaneStatus.Amount amount() {
            return new LaneStatus.Amount(entries.size(), requests, bytes, tokens, since.firstKey());
        }

        private void count(Entry entry, int times) {
            requests += times * entry.requests;
            bytes += times * entry.bytes;
            tokens += times * entry.tokens;
            since.merge(entry.since, times, (before, change) -> before + change == 0 ? null : before + change);
        }
    }
}
