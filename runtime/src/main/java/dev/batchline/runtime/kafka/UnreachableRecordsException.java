package dev.batchline.runtime.kafka;

import org.apache.kafka.common.TopicPartition;

/** Records that should be there are not: somebody deleted them, or a transaction keeps them from being read. */
public final class UnreachableRecordsException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnreachableRecordsException(TopicPartition partition, long wanted, long reached) {
        super("offset " + wanted + " of " + partition + " cannot be read; what can be read begins or stops at "
                + reached + ". Was the topic purged by hand, or is its retention not unlimited?");
    }
}
