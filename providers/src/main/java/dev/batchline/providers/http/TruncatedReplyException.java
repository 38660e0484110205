package dev.batchline.providers.http;

import java.io.IOException;

/** A reply that ended before the length it announced. */
final class TruncatedReplyException extends IOException {
    private static final long serialVersionUID = 1L;

    TruncatedReplyException(String message, Throwable cause) {
        super(message, cause);
    }

    TruncatedReplyException(String message) {
        super(message);
    }
}
