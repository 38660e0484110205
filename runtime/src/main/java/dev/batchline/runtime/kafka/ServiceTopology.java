package dev.batchline.runtime.kafka;

import dev.batchline.schemas.Topic;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.serialization.ByteArrayDeserializer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.AutoOffsetReset;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.processor.FailOnInvalidTimestamp;
import org.apache.kafka.streams.processor.TimestampExtractor;
import org.apache.kafka.streams.processor.WallclockTimestampExtractor;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;
import org.apache.kafka.streams.state.KeyValueStore;
import org.apache.kafka.streams.state.StoreBuilder;
import org.apache.kafka.streams.state.Stores;

/**
 * A service's processors with their sources, stores in memory, and sinks: all of byte arrays, and each one a topology
 * of its own.
 */
public final class ServiceTopology {
    private final Map<String, ServiceNode> nodes = new LinkedHashMap<>();
    private final TopicNames names;

    public ServiceTopology(TopicNames names) {
        this.names = names;
    }

    /** Adds a processor that reads these topics. */
    public ServiceTopology processor(
            String name, ProcessorSupplier<byte[], byte[], byte[], byte[]> supplier, Collection<Topic> sources) {
        nodes.put(name, new ServiceNode(name, supplier, List.copyOf(sources), List.of(), List.of()));
        return this;
    }

    /** Adds a store of texts to bytes to a processor: in memory, its changes written once at each commit. */
    public ServiceTopology store(String processor, String store) {
        nodes.computeIfPresent(processor, (name, node) -> node.withStore(store));
        return this;
    }

    /** Adds sinks to these topics behind a processor. */
    public ServiceTopology sinks(String processor, Collection<Topic> topics) {
        nodes.computeIfPresent(processor, (name, node) -> node.withSinks(topics));
        return this;
    }

    /** The processors, in the order in which they were added. */
    public List<ServiceNode> nodes() {
        return List.copyOf(nodes.values());
    }

    /** The finished topology. */
    public Topology build() {
        Topology topology = new Topology();
        nodes.values().forEach(node -> add(topology, node));
        return topology;
    }

    private void add(Topology topology, ServiceNode node) {
        for (Topic topic : node.sources()) {
            topology.addSource(
                    reset(topic),
                    sourceName(node.name(), topic),
                    extractor(topic),
                    new ByteArrayDeserializer(),
                    new ByteArrayDeserializer(),
                    topic == Topic.REQUESTS
                            ? names.requests().toArray(String[]::new)
                            : new String[] {names.name(topic)});
        }
        topology.addProcessor(
                node.name(),
                node.supplier(),
                node.sources().stream()
                        .map(topic -> sourceName(node.name(), topic))
                        .toArray(String[]::new));
        node.stores().forEach(store -> topology.addStateStore(builder(store), node.name()));
        node.sinks().forEach(topic -> addSink(topology, node.name(), topic));
    }

    private static StoreBuilder<KeyValueStore<String, byte[]>> builder(String store) {
        return Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(store), Serdes.String(), Serdes.ByteArray())
                .withLoggingEnabled(Changelogs.CONFIG)
                .withCachingEnabled();
    }

    private void addSink(Topology topology, String processor, Topic topic) {
        if (Partitions.explicit(topic)) {
            topology.addSink(
                    sinkName(processor, topic),
                    names.name(topic),
                    new ByteArraySerializer(),
                    new ByteArraySerializer(),
                    Partitions.partitioner(topic),
                    processor);
        } else {
            topology.addSink(
                    sinkName(processor, topic),
                    names.name(topic),
                    new ByteArraySerializer(),
                    new ByteArraySerializer(),
                    processor);
        }
    }

    /** The node that a processor forwards to for a topic. */
    public static String sinkName(String processor, Topic topic) {
        return processor + "-to-" + topic.suffix();
    }

    private static String sourceName(String processor, Topic topic) {
        return processor + "-from-" + topic.suffix();
    }

    /** Nothing of the lanes is passed over without a word: where to begin is said before the service starts. */
    private static AutoOffsetReset reset(Topic topic) {
        return topic == Topic.LANES ? AutoOffsetReset.none() : AutoOffsetReset.earliest();
    }

    /** Lanes keep the broker's time, from which the age of a window is told; all else is taken as it comes. */
    private static TimestampExtractor extractor(Topic topic) {
        return topic == Topic.LANES ? new FailOnInvalidTimestamp() : new WallclockTimestampExtractor();
    }
}
