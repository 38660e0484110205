package dev.batchline.runtime.topics;

import dev.batchline.schemas.Topic;
import java.util.Map;

/**
 * A topic as it is in the cluster.
 *
 * @param topic what it is for
 * @param name its full name
 * @param partitions how many it has; 0 if it is not there
 * @param replicas how many its first partition has
 * @param config the broker's settings for it
 */
public record TopicState(Topic topic, String name, int partitions, int replicas, Map<String, String> config) {
    public TopicState {
        config = Map.copyOf(config);
    }

    static TopicState missing(Topic topic, String name) {
        return new TopicState(topic, name, 0, 0, Map.of());
    }

    /** Whether the topic is there. */
    public boolean present() {
        return partitions > 0;
    }
}
