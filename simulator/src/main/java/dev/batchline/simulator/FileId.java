package dev.batchline.simulator;

import org.jspecify.annotations.Nullable;

/** What a batch that has ended names in the place of a file. */
public enum FileId {
    /** The file, or null if it has no lines. */
    AS_IS,
    /** Null, whatever there is. */
    NULL,
    /** An empty text, whatever there is. */
    BLANK,
    /** The file, or one of no bytes if it has no lines. */
    EMPTY_FILE;

    /** What is shown in the place of the true id. */
    @Nullable
    String shown(@Nullable String id) {
        return switch (this) {
            case AS_IS, EMPTY_FILE -> id;
            case NULL -> null;
            case BLANK -> "";
        };
    }
}
