package dev.batchline.batcher;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.batchline.schemas.Command;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.Selection;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * The requests that operators want no work on, of one task: those that come later than the wish, since they waited to
 * be routed or to be sent again, are met by it too. A wish stands for as long as its command lies on its topic.
 */
final class Selections {
    static final Duration STANDS_FOR = Duration.ofDays(7);

    private static final String PREFIX = "selected/";
    private static final JsonCodec<Standing> STANDING = new JsonCodec<>(Standing.class, Standing.FORMAT);

    private final KeyValueStore<String, byte[]> store;
    private final Map<String, Standing> standing = new TreeMap<>();

    /** Those in the store that the task keeps its notes in. */
    Selections(KeyValueStore<String, byte[]> store) {
        this.store = store;
        try (KeyValueIterator<String, byte[]> all = store.all()) {
            while (all.hasNext()) {
                KeyValue<String, byte[]> note = all.next();
                if (note.key.startsWith(PREFIX)) {
                    standing.put(note.key, STANDING.decode(note.value));
                }
            }
        }
    }

    /** Takes a wish, and forgets those that have stood long enough. */
    void take(String key, Selection selection, Instant now) {
        List<String> over = standing.entrySet().stream()
                .filter(old -> !stands(old.getValue(), now))
                .map(Map.Entry::getKey)
                .toList();
        over.forEach(old -> {
            standing.remove(old);
            store.delete(old);
        });
        Standing taken = new Standing(Standing.FORMAT, key, selection, now);
        byte[] value = STANDING.encode(taken);
        String name = PREFIX + now.toEpochMilli() + "-" + Integer.toHexString(new String(value, UTF_8).hashCode());
        standing.put(name, taken);
        store.put(name, value);
    }

    /** Those that concern a lane and still stand. */
    List<Selection> of(LaneKey lane, Instant now) {
        if (standing.isEmpty()) {
            return List.of();
        }
        return standing.values().stream()
                .filter(wish -> stands(wish, now) && concerns(wish.key(), lane))
                .map(Standing::selection)
                .distinct()
                .toList();
    }

    /** Whether no work is wanted on a request of a lane. */
    boolean cover(LaneKey lane, List<Header> headers, Instant now) {
        if (standing.isEmpty()) {
            return false;
        }
        return standing.values().stream()
                .anyMatch(wish -> stands(wish, now) && wish.selection().covers(headers) && concerns(wish.key(), lane));
    }

    private static boolean stands(Standing wish, Instant now) {
        return !wish.takenAt().plus(STANDS_FOR).isBefore(now);
    }

    /** Whether a command with this key is about a lane. */
    static boolean concerns(String key, LaneKey lane) {
        return key.equals(Command.EVERY_LANE) || key.equals(lane.text());
    }
}
