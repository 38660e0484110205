package dev.batchline.cli.batches;

import java.util.Locale;

/** What becomes of some requests that somebody wants to cancel, told from where their window stands. */
enum ItemsPlan {
    /** Their window holds nothing else, or nothing is left to be done about it. */
    AS_A_WHOLE(""),
    /** Nothing of their window is at the provider. */
    TAKEN_OUT("dropped, not yet at the provider; the others go into a new window"),
    /** The file of their window is there, and its batch may be. */
    TAKEN_OUT_OR_LEFT("dropped, and the others go into a new window; left if its batch is being created"),
    /** Their batch has failed, and may be created again. */
    NOT_AGAIN("its batch has failed; what is sent again of it goes without these"),
    /** Their batch runs, with others in it. */
    LEFT_SHARED("left: its batch holds others too, %d of its %d requests are these");

    private final String words;

    ItemsPlan(String words) {
        this.words = words;
    }

    /** What becomes of so many requests of a window. */
    static ItemsPlan of(BatchLine line, long items) {
        CancelPlan whole = CancelPlan.of(line);
        if (items >= line.counts().requests()) {
            return AS_A_WHOLE;
        }
        return switch (whole) {
            case DROP -> TAKEN_OUT;
            case DROP_OR_CANCEL -> TAKEN_OUT_OR_LEFT;
            case CANCEL -> LEFT_SHARED;
            case NOT_AGAIN -> NOT_AGAIN;
            case CANCEL_AGAIN, LEAVE_ENDED, LEAVE_GIVEN_UP, LEAVE_DONE -> AS_A_WHOLE;
        };
    }

    /** It, for people. */
    String words(BatchLine line, long items) {
        return this == AS_A_WHOLE
                ? CancelPlan.of(line).words()
                : String.format(Locale.ROOT, words, items, line.counts().requests());
    }

    /** Whether something becomes of them. */
    boolean acts(BatchLine line) {
        return this == AS_A_WHOLE ? CancelPlan.of(line).acts() : this != LEFT_SHARED;
    }
}
