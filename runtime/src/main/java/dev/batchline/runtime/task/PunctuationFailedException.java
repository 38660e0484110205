package dev.batchline.runtime.task;

/**
 * A punctuation failed by a time-out of Kafka's. Streams itself takes such a time-out for a reason to call again and
 * would commit the half of the output that was sent before; this one ends the transaction.
 */
public final class PunctuationFailedException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PunctuationFailedException(Throwable cause) {
        super("Kafka did not answer in time while a punctuation forwarded records", cause);
    }
}
