package dev.batchline.providers;

/** A line of a provider's result file that is no result. */
public final class UnreadableLineException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    public UnreadableLineException(String message) {
        super(message);
    }

    public UnreadableLineException(String message, Throwable cause) {
        super(message, cause);
    }
}
