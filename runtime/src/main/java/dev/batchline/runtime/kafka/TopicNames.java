package dev.batchline.runtime.kafka;

import dev.batchline.schemas.Topic;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the topics are called in one installation. */
public final class TopicNames {
    private final String prefix;
    private final List<String> requests;
    private final Map<String, Topic> byName;

    /**
     * The names of an installation.
     *
     * @param prefix what every name begins with, such as {@code batch.}
     * @param requests the topics that requests are read from; they need not carry the prefix
     */
    public TopicNames(String prefix, List<String> requests) {
        this.prefix = prefix;
        this.requests = List.copyOf(requests);
        this.byName = Arrays.stream(Topic.values())
                .collect(Collectors.toUnmodifiableMap(topic -> topic.name(prefix), Function.identity()));
    }

    /** The prefix. */
    public String prefix() {
        return prefix;
    }

    /** The topics that requests are read from. */
    public List<String> requests() {
        return requests;
    }

    /** The full name of a topic. */
    public String name(Topic topic) {
        return topic.name(prefix);
    }

    /** The topic of this full name; every topic that requests are read from is {@link Topic#REQUESTS}. */
    public Optional<Topic> find(String name) {
        return requests.contains(name) ? Optional.of(Topic.REQUESTS) : Optional.ofNullable(byName.get(name));
    }
}
