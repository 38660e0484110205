package dev.batchline.runtime.kafka;

import dev.batchline.schemas.Topic;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;
import org.apache.kafka.streams.processor.api.ProcessorSupplier;

/**
 * One processor of a service and what is around it.
 *
 * @param name of the processor, from which the names of its sources and sinks follow
 * @param supplier makes one for each partition
 * @param sources what it reads
 * @param stores of texts to bytes
 * @param sinks what it writes
 */
public record ServiceNode(
        String name,
        ProcessorSupplier<byte[], byte[], byte[], byte[]> supplier,
        List<Topic> sources,
        List<String> stores,
        List<Topic> sinks) {
    public ServiceNode {
        sources = List.copyOf(sources);
        stores = List.copyOf(stores);
        sinks = List.copyOf(sinks);
    }

    ServiceNode withStore(String store) {
        List<String> more = Stream.concat(stores.stream(), Stream.of(store)).toList();
        return new ServiceNode(name, supplier, sources, more, sinks);
    }

    ServiceNode withSinks(Collection<Topic> topics) {
        List<Topic> more = Stream.concat(sinks.stream(), topics.stream()).toList();
        return new ServiceNode(name, supplier, sources, stores, more);
    }
}
