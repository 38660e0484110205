package dev.batchline.cli.replay;

import dev.batchline.cli.letters.LetterScan.Range;
import java.time.Instant;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;

/**
 * How far a replay has come. It is kept as the committed offsets of the replay's group, what else has to be remembered
 * in their metadata, so that it is written in the transaction that sends the requests.
 */
final class JobPlaces {
    private static final Pattern FORM = Pattern.compile("v1 ([0-9]+) ([0-9]+) ([0-9]+) (\\S+) (\\S+)");

    private final JobIdentity identity;
    private final Map<TopicPartition, Place> places = new HashMap<>();
    private boolean moved;

    private JobPlaces(JobIdentity identity) {
        this.identity = identity;
    }

    /** The beginning of a replay of these ranges. */
    static JobPlaces begin(JobIdentity identity, Map<TopicPartition, Range> ranges) {
        JobPlaces begun = new JobPlaces(identity);
        ranges.forEach((partition, range) -> begun.places.put(partition, new Place(range.from(), range.to(), 0)));
        begun.moved = true;
        return begun;
    }

    /** What a group has committed, if that was a replay. */
    static Optional<JobPlaces> read(Map<TopicPartition, OffsetAndMetadata> committed) {
        JobPlaces read = null;
        for (Map.Entry<TopicPartition, OffsetAndMetadata> entry : committed.entrySet()) {
            Matcher matcher = FORM.matcher(entry.getValue().metadata());
            if (matcher.matches()) {
                if (read == null) {
                    Instant begun = Instant.ofEpochMilli(Long.parseLong(matcher.group(3)));
                    read = new JobPlaces(new JobIdentity(begun, matcher.group(4), matcher.group(5)));
                }
                read.places.put(
                        entry.getKey(),
                        new Place(
                                entry.getValue().offset(),
                                Long.parseLong(matcher.group(1)),
                                Long.parseLong(matcher.group(2))));
            }
        }
        return Optional.ofNullable(read);
    }

    JobIdentity identity() {
        return identity;
    }

    /** What is left to look at. */
    Map<TopicPartition, Range> left() {
        Map<TopicPartition, Range> left = new HashMap<>();
        places.forEach((partition, place) -> left.put(partition, new Range(place.next, place.end)));
        return left;
    }

    /** Whether anything is left to look at. */
    boolean anyLeft() {
        return places.values().stream().anyMatch(place -> place.next < place.end);
    }

    /** How many it has sent, in all of its runs. */
    long sent() {
        return places.values().stream().mapToLong(Place::sent).sum();
    }

    /** Takes off what the topic has no more; gives how many offsets that are. */
    long clip(Map<TopicPartition, Range> present) {
        long gone = 0;
        for (Map.Entry<TopicPartition, Place> entry : places.entrySet()) {
            Place place = entry.getValue();
            Range range = Objects.requireNonNullElse(present.get(entry.getKey()), new Range(place.end, place.end));
            long end = Math.min(place.end, range.to());
            long next = Math.min(Math.max(place.next, range.from()), end);
            if (next > place.next || end < place.end) {
                gone += Math.max(0, place.end - place.next) - Math.max(0, end - next);
                entry.setValue(new Place(next, end, place.sent));
                moved = true;
            }
        }
        return gone;
    }

    /** One dead letter was looked at. */
    void passed(TopicPartition partition, long offset, boolean sentIt) {
        places.computeIfPresent(
                partition, (unused, place) -> new Place(offset + 1, place.end, place.sent + (sentIt ? 1 : 0)));
        moved = true;
    }

    /** Everything was looked at. */
    void finish() {
        moved |= anyLeft();
        places.replaceAll((unused, place) -> new Place(place.end, place.end, place.sent));
    }

    /** Whether something changed since it was last committed. */
    boolean moved() {
        return moved;
    }

    /** It was committed. */
    void kept() {
        moved = false;
    }

    /** It, as offsets to commit. */
    Map<TopicPartition, OffsetAndMetadata> offsets() {
        Map<TopicPartition, OffsetAndMetadata> offsets = new HashMap<>();
        places.forEach((partition, place) -> offsets.put(
                partition,
                new OffsetAndMetadata(
                        place.next,
                        String.join(
                                " ",
                                "v1",
                                Long.toString(place.end),
                                Long.toString(place.sent),
                                Long.toString(identity.begun().toEpochMilli()),
                                identity.choice(),
                                identity.topicId()))));
        return offsets;
    }

    /**
     * How far it has come in one partition.
     *
     * @param next the next dead letter to look at
     * @param end where to stop, fixed when the replay began
     * @param sent how many of this partition were sent again
     */
    private record Place(long next, long end, long sent) {}
}
