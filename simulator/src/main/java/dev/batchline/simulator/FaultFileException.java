package dev.batchline.simulator;

/** A fault file that cannot be read; the message names the file, the line and the field. */
public final class FaultFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    FaultFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
