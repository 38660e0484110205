package dev.batchline.cli.replay;

import org.apache.kafka.clients.consumer.ConsumerRecord;

/** A dead letter that could be sent, if the patch did not spoil it. */
final class SpoiledLetterException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    /** The message says which dead letter it is, and why. */
    SpoiledLetterException(ConsumerRecord<byte[], byte[]> letter, Decision.Spoiled spoiled) {
        super("--patch does not fit the dead letter at " + place(letter) + ": " + spoiled.why() + ".");
    }

    /** Where a dead letter lies, in words. */
    static String place(ConsumerRecord<byte[], byte[]> letter) {
        return letter.topic() + "-" + letter.partition() + "@" + letter.offset();
    }
}
