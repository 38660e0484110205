package dev.batchline.dst;

import org.apache.kafka.common.KafkaException;

/** The broker did not answer whether a transaction was committed. */
final class UnknownCommitException extends KafkaException {
    private static final long serialVersionUID = 1L;

    UnknownCommitException(String why) {
        super(why);
    }
}
