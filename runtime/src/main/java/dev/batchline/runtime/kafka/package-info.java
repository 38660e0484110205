/** Kafka by the rules of the architecture: Streams applications, topic names, partitions, reads by offset. */
@NullMarked
package dev.batchline.runtime.kafka;

import org.jspecify.annotations.NullMarked;
