package dev.batchline.providers.http;

/** What may be done with a call that did not get through, and how long it may take. */
public enum CallKind {
    /** Goes out once, whatever happens to it: sending it again could pay twice. */
    ONCE,
    /** Asks something, or changes something that may be changed twice. */
    REPEATED,
    /** As {@link #REPEATED}, but a 409 is the answer and not an accident. */
    REPEATED_BUT_FOR_CONFLICTS,
    /** As {@link #REPEATED}, with a whole file in one direction. */
    TRANSFER
}
