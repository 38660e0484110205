package dev.batchline.batcher;

import dev.batchline.schemas.Selection;
import dev.batchline.schemas.WindowState;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Decides what is done about a window, or one batch of it, that somebody wants to end. */
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

    /**
     * The state of a window that is dropped without a batch; nothing if it cannot be any more.
     *
     * @param only the requests for whose sake it is dropped; null if all of it is unwanted
     */
    static Optional<WindowState> dropped(WindowState state, @Nullable List<Selection> only, Instant now) {
        Optional<WindowState.Cancelled> whole = switch (state) {
            case WindowState.Sealed sealed -> Optional.of(sealed.cancel(now));
            case WindowState.Uploaded uploaded -> Optional.of(uploaded.cancel(now));
            case WindowState.Submitted submitted -> Optional.of(submitted.cancel(now));
            case WindowState.Creating creating -> Optional.of(creating.cancel(now));
            case WindowState.Open open -> Optional.empty();
            case WindowState.Rejected rejected -> Optional.empty();
            case WindowState.Cancelled cancelled -> Optional.empty();
        };
        return whole.map(dropped -> new WindowState.Cancelled(dropped.account(), dropped.cancelledAt(), only));
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
