package dev.batchline.e2e;

import dev.batchline.cli.demo.TopicFollower;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.schemas.Topic;
import java.nio.charset.StandardCharsets;
import java.util.BitSet;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.Map;
import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A count of outcomes that takes a bit for each and not a text. Its requests are those of {@link Requests}. */
final class Tallied implements AutoCloseable {
    private final Map<String, BitSet> ended = new HashMap<>();
    private final TopicFollower follower;
    private long completed;
    private long failed;
    private long letters;
    private long twice;
    private long largest;

    Tallied(BatchlineConfig config) {
        this.follower = new TopicFollower(
                config.kafka(),
                config.topics(),
                EnumSet.of(Topic.RESULTS_COMPLETED, Topic.RESULTS_FAILED, Topic.DEAD_LETTERS));
        follower.start(this::take);
    }

    private synchronized void take(Topic topic, ConsumerRecord<byte[], byte[]> record) {
        if (topic == Topic.DEAD_LETTERS) {
            letters++;
            return;
        }
        completed += topic == Topic.RESULTS_COMPLETED ? 1 : 0;
        failed += topic == Topic.RESULTS_FAILED ? 1 : 0;
        largest = Math.max(largest, record.value().length);
        String id = new String(record.key(), StandardCharsets.UTF_8);
        int dash = id.lastIndexOf('-');
        BitSet ofModel = ended.computeIfAbsent(id.substring(0, dash), unused -> new BitSet());
        int number = Integer.parseInt(id.substring(dash + 1));
        twice += ofModel.get(number) ? 1 : 0;
        ofModel.set(number);
    }

    synchronized long completed() {
        return completed;
    }

    synchronized long failed() {
        return failed;
    }

    /** How many dead letters there are. */
    synchronized long letters() {
        return letters;
    }

    /** How many outcomes are of a request that had one already. */
    synchronized long twice() {
        return twice;
    }

    /** The bytes of the largest result. */
    synchronized long largest() {
        return largest;
    }

    @Override
    public void close() {
        follower.close();
    }

    @Override
    public synchronized String toString() {
        return completed + " completed, " + failed + " failed, " + letters + " dead letters";
    }
}
