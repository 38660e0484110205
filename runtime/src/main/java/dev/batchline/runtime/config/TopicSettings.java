package dev.batchline.runtime.config;

import dev.batchline.schemas.Topic;
import java.util.List;

/**
 * The topics of this installation.
 *
 * @param prefix begins every name
 * @param requests the topics that requests are read from, full names, at least one
 * @param partitions of every internal topic
 * @param replicationFactor of topics that are created; -1 leaves it to the broker
 * @param requestMaxBytes the largest request
 */
public record TopicSettings(
        String prefix, List<String> requests, int partitions, short replicationFactor, int requestMaxBytes) {
    public TopicSettings {
        requests = List.copyOf(requests);
    }

    /** The full name of a topic of the catalogue; that of the first request topic for {@link Topic#REQUESTS}. */
    public String name(Topic topic) {
        return topic == Topic.REQUESTS ? requests.getFirst() : topic.name(prefix);
    }
}
