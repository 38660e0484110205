package dev.batchline.providers.http;

import java.io.IOException;

/** Trouble with our own disk in the middle of a call, which a second call would meet again. */
public final class LocalIoException extends IOException {
    private static final long serialVersionUID = 1L;

    public LocalIoException(String message) {
        super(message);
    }

    public LocalIoException(String message, Throwable cause) {
        super(message, cause);
    }
}
