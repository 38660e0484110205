package dev.batchline.prices;

/** A price file that cannot be used; the message says where and why. */
public final class PriceFileException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    PriceFileException(String message) {
        super(message);
    }

    PriceFileException(String message, Throwable cause) {
        super(message, cause);
    }
}
