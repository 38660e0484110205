package dev.batchline.schemas;

/** A record of one of our own topics that a newer program wrote, in a format that this one does not know. */
public final class NewerFormatException extends UnreadableRecordException {
    private static final long serialVersionUID = 1L;

    NewerFormatException(String message) {
        super(message);
    }
}
