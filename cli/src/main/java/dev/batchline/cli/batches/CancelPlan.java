package dev.batchline.cli.batches;

import java.util.Map;
import java.util.Set;

/** What becomes of a window that somebody wants to cancel, told from where it stands. */
enum CancelPlan {
    /** Nothing of it is at the provider. */
    DROP("dropped, not yet at the provider"),
    /** Its file is there, and its batch may be. */
    DROP_OR_CANCEL("dropped; if its batch is being created, that is cancelled at the provider"),
    /** Its batch runs. */
    CANCEL("cancelled at the provider; what is done by then is published and paid"),
    /** Its end was asked for before. */
    CANCEL_AGAIN("its end at the provider was asked for already; what is done by then is published and paid"),
    /** The batch ended before it did anything, and may be created again. */
    NOT_AGAIN("its batch has failed; it is not created again"),
    /** The batch has ended. */
    LEAVE_ENDED("left: its batch has ended, its results are published"),
    /** It was refused or dropped. */
    LEAVE_GIVEN_UP("left: given up already"),
    /** Nothing more will happen to it. */
    LEAVE_DONE("left: done already");

    private static final Set<CancelPlan> LEFT = Set.of(LEAVE_ENDED, LEAVE_GIVEN_UP, LEAVE_DONE);

    private static final Map<String, CancelPlan> BY_WORD = Map.ofEntries(
            Map.entry("sealed", DROP),
            Map.entry("uploaded", DROP_OR_CANCEL),
            Map.entry("creating", DROP_OR_CANCEL),
            Map.entry("cancelling", CANCEL_AGAIN),
            Map.entry("failed", NOT_AGAIN),
            Map.entry("rejected", LEAVE_GIVEN_UP),
            Map.entry("cancelled", LEAVE_ENDED),
            Map.entry("completed", LEAVE_ENDED),
            Map.entry("expired", LEAVE_ENDED),
            Map.entry("publishing", LEAVE_ENDED),
            Map.entry("held", LEAVE_ENDED),
            Map.entry(WindowStory.DONE, LEAVE_DONE));

    private final String words;

    CancelPlan(String words) {
        this.words = words;
    }

    /** What becomes of this window. */
    static CancelPlan of(BatchLine line) {
        if (line.ended()) {
            return LEAVE_DONE;
        }
        String word = line.standing().word();
        // A batch that was cancelled, and a window that was before it had one, are called the same.
        boolean neverHadOne = word.equals("cancelled") && line.batchId() == null;
        return neverHadOne ? LEAVE_GIVEN_UP : BY_WORD.getOrDefault(word, CANCEL);
    }

    /** It, for people. */
    String words() {
        return words;
    }

    /** Whether requests that the batch did not do may wait to be sent again, in no window. */
    boolean leavesRest() {
        return this == NOT_AGAIN || this == LEAVE_ENDED;
    }

    /** Whether the batcher has to be asked. */
    boolean acts() {
        return !LEFT.contains(this);
    }
}
