package dev.batchline.providers.http;

import java.util.Locale;

/** What is asked of a provider. */
public enum Operation {
    UPLOAD(CallKind.TRANSFER),
    CREATE(CallKind.ONCE),
    RETRIEVE(CallKind.REPEATED),
    LIST(CallKind.REPEATED),
    CANCEL(CallKind.REPEATED_BUT_FOR_CONFLICTS),
    DOWNLOAD(CallKind.TRANSFER),
    DELETE(CallKind.REPEATED);

    private final CallKind kind;

    Operation(CallKind kind) {
        this.kind = kind;
    }

    /** What may be done with a call that did not get through. */
    CallKind kind() {
        return kind;
    }

    /** Whether it goes before others when calls have to take turns. */
    boolean urgent() {
        return this == CREATE || this == CANCEL;
    }

    /** The word for it. */
    String word() {
        return name().toLowerCase(Locale.ROOT);
    }
}
