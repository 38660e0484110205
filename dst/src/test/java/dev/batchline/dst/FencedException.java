package dev.batchline.dst;

import org.apache.kafka.common.KafkaException;

/** Whoever writes has lost the right to: another took its place, or its transaction took too long. */
final class FencedException extends KafkaException {
    private static final long serialVersionUID = 1L;

    FencedException(String why) {
        super(why);
    }
}
