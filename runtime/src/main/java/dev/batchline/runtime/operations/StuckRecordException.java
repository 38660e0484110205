package dev.batchline.runtime.operations;

/** A record at which our own code has failed several times, and which may not be skipped. */
public final class StuckRecordException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public StuckRecordException(FailingRecords.Place place, int failures, Throwable cause) {
        super("the record of " + place + " has failed " + failures + " times and is not skipped", cause);
    }

    /** Whether a failure comes from such a record. */
    public static boolean in(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof StuckRecordException) {
                return true;
            }
        }
        return false;
    }
}
