package dev.batchline.providers;

import java.util.Collection;

/** A dialect that no adapter speaks. */
public final class UnknownProviderException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    UnknownProviderException(String type, Collection<String> known) {
        super("unknown provider type '" + type + "': known are " + String.join(", ", known));
    }
}
