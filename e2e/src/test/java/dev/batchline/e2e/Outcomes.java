package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.cli.demo.Tally;
import dev.batchline.cli.demo.TopicFollower;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.schemas.JoinEvent;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.StatusEvent;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowId;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a reader of committed records finds on the topics: the judge of what was published, and when. */
final class Outcomes implements AutoCloseable {
    private static final Set<Topic> FOLLOWED = EnumSet.of(
            Topic.RESULTS_COMPLETED,
            Topic.RESULTS_FAILED,
            Topic.DEAD_LETTERS,
            Topic.STATUS,
            Topic.WINDOWS,
            Topic.JOINS);

    private final Tally tally = new Tally();
    private final Map<String, Integer> results = new ConcurrentHashMap<>();
    private final Map<String, Integer> letters = new ConcurrentHashMap<>();
    private final Map<String, Sighting> windows = new ConcurrentHashMap<>();
    private final TopicFollower follower;

    Outcomes(BatchlineConfig config) {
        this.follower = new TopicFollower(config.kafka(), config.topics(), FOLLOWED);
        follower.start(this::take);
    }

    Tally.Figures figures() {
        return tally.figures();
    }

    /** For each key on the completed and failed results how often it is there. */
    Map<String, Integer> results() {
        return results;
    }

    /** For each key on the dead letters how often it is there. */
    Map<String, Integer> letters() {
        return letters;
    }

    /** The closed windows of a model. */
    List<Sighting> windows(String model) {
        return windows.values().stream()
                .filter(seen -> seen.model().equals(model))
                .toList();
    }

    /** The closed windows of all models that begin so. */
    List<Sighting> windowsOf(String prefix) {
        return windows.values().stream()
                .filter(seen -> seen.model().startsWith(prefix))
                .toList();
    }

    /** Requests that have no outcome. */
    long missing(Requests sent) {
        return sent.customIds().filter(id -> !results.containsKey(id)).count();
    }

    /** Requests that have more than one outcome. */
    List<String> twice() {
        return results.entrySet().stream()
                .filter(entry -> entry.getValue() > 1)
                .map(Map.Entry::getKey)
                .toList();
    }

    /** Fails unless each of these requests has one outcome and each window of theirs is done. */
    void assertEnded(Collection<Requests> sent) {
        for (Requests requests : sent) {
            assertThat(missing(requests))
                    .as("missing of %s: %s", requests, windows(requests.model()))
                    .isZero();
            assertThat(windows(requests.model())).isNotEmpty().allMatch(Sighting::done);
        }
        assertThat(twice()).as("published twice").isEmpty();
    }

    @Override
    public void close() {
        follower.close();
    }

    private void take(Topic topic, ConsumerRecord<byte[], byte[]> record) {
        tally.take(topic, record);
        Instant at = Instant.ofEpochMilli(record.timestamp());
        switch (topic) {
            case RESULTS_COMPLETED, RESULTS_FAILED -> results.merge(key(record), 1, Integer::sum);
            case DEAD_LETTERS -> letters.merge(key(record), 1, Integer::sum);
            case WINDOWS -> {
                if (record.value() != null) {
                    Window window = JsonCodec.WINDOW.decode(record.value());
                    sighting(window.id()).window(window, at);
                }
            }
            case STATUS -> {
                StatusEvent event = JsonCodec.STATUS.decode(record.value());
                sighting(event.windowId()).status(event, at);
            }
            case JOINS -> {
                JoinEvent event = JsonCodec.JOIN.decode(record.value());
                sighting(event.windowId()).join(event.state(), at);
            }
            case REQUESTS, LANES, MANIFESTS, LEASES, COMMANDS, LEDGER, LANE_STATUS, REPLAYS -> {}
        }
    }

    private Sighting sighting(WindowId window) {
        return windows.computeIfAbsent(window.text(), unused -> new Sighting());
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }
}
