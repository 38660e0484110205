package dev.batchline.cli.broker;

import org.jspecify.annotations.Nullable;

/** Says that a broker of our own could not be started or stopped. */
public final class BrokerException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    BrokerException(String message, @Nullable Throwable cause) {
        super(message, cause);
    }
}
