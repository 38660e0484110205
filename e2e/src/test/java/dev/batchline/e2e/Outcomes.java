package dev.batchline.e2e;

import dev.batchline.cli.demo.Tally;
import dev.batchline.cli.demo.TopicFollower;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.util.EnumSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** What a reader of committed records finds on the result topics: the judge of what was published. */
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

    @Override
    public void close() {
        follower.close();
    }

    private void take(Topic topic, ConsumerRecord<byte[], byte[]> record) {
        tally.take(topic, record);
        if (topic == Topic.RESULTS_COMPLETED || topic == Topic.RESULTS_FAILED) {
            results.merge(key(record), 1, Integer::sum);
        } else if (topic == Topic.DEAD_LETTERS) {
            letters.merge(key(record), 1, Integer::sum);
        }
    }

    private static String key(ConsumerRecord<byte[], byte[]> record) {
        return new String(record.key(), StandardCharsets.UTF_8);
    }
}
