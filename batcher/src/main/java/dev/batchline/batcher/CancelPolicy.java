package dev.batchline.batcher;

import dev.batchline.schemas.WindowState;

/** Decides what is done about one batch of a window that somebody wants to end. */
final class CancelPolicy {
    private CancelPolicy() {}

    /** What is done about this batch of a window in this state. */
    static Plan plan(WindowState state, String batchId) {
        return switch (state) {
            case WindowState.Submitted submitted -> {
                if (!submitted.batchId().equals(batchId)) {
                    yield new Plan.CancelDuplicate(submitted.account());
                }
                yield submitted.cancel() == null ? new Plan.AskForEnd(submitted) : new Plan.AskAgain();
            }
            case WindowState.Rejected rejected -> new Plan.CancelDuplicate(rejected.account());
            case WindowState.Cancelled cancelled -> {
                String account = cancelled.account();
                yield account == null
                        ? new Plan.Nothing("the window never had an account")
                        : new Plan.CancelDuplicate(account);
            }
            case WindowState.Open open -> undecided();
            case WindowState.Sealed sealed -> undecided();
            case WindowState.Uploaded uploaded -> undecided();
            case WindowState.Creating creating -> undecided();
        };
    }

    private static Plan undecided() {
        return new Plan.Nothing("the window has no batch yet, and it may become this one");
    }

    /** What is done. */
    sealed interface Plan {
        /**
         * It is the window's batch: its end is asked for.
         *
         * @param state the window's state
         */
        record AskForEnd(WindowState.Submitted state) implements Plan {}

        /** Its end was asked for, and it runs on: it is asked for again. */
        record AskAgain() implements Plan {}

        /**
         * It is not the window's batch: nobody waits for it.
         *
         * @param account where it is
         */
        record CancelDuplicate(String account) implements Plan {}

        /**
         * Nothing.
         *
         * @param why in words
         */
        record Nothing(String why) implements Plan {}
    }
}
