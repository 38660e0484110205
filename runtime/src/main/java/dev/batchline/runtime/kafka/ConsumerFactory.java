package dev.batchline.runtime.kafka;

import org.apache.kafka.clients.consumer.Consumer;

/** Makes consumers of committed records that belong to no group. */
@FunctionalInterface
public interface ConsumerFactory {
    /** Another consumer, which the caller closes. */
    Consumer<byte[], byte[]> create();
}
