package dev.batchline.poller;

/** Why nobody waits for a running batch. */
enum StrayKind {
    /** Its window is recorded with another one. */
    DUPLICATE("It is a second batch of a window that has another."),
    /** Its window has ended and is forgotten. */
    ORPHAN("Its window has ended.");

    private final String reason;

    StrayKind(String reason) {
        this.reason = reason;
    }

    /** The reason that stands in the command. */
    String reason() {
        return reason;
    }
}
