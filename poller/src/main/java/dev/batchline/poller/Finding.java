package dev.batchline.poller;

import java.time.Instant;

/** What a batch of ours in an account's list is to us. */
sealed interface Finding {
    /** The one that its window's submission is recorded with. */
    record Recorded() implements Finding {}

    /**
     * Runs, and nobody waits for it.
     *
     * @param kind why not
     */
    record Stray(StrayKind kind) implements Finding {}

    /**
     * Would be stray, but may be recorded any moment.
     *
     * @param until when it may be judged
     */
    record TooYoung(Instant until) implements Finding {}

    /** Nothing to do about. */
    record Nothing() implements Finding {}
}
