package dev.batchline.batcher;

import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowState;
import java.util.Optional;

/** Tells which account a window goes through. */
final class WindowAccounts {
    private WindowAccounts() {}

    /** The account, unless it is not chosen yet or no longer needed for anything. */
    static Optional<String> of(Window window) {
        return switch (window.state()) {
            case WindowState.Sealed sealed -> Optional.of(sealed.account());
            case WindowState.Uploaded uploaded -> Optional.of(uploaded.account());
            case WindowState.Creating creating -> Optional.of(creating.account());
            case WindowState.Open open -> Optional.empty();
            case WindowState.Submitted submitted -> Optional.of(submitted.account());
            case WindowState.Rejected rejected -> Optional.empty();
            case WindowState.Cancelled cancelled -> Optional.empty();
        };
    }

    /** The account that a batch of the window is still to be created in, if there is one. */
    static Optional<String> awaited(Window window) {
        return window.state() instanceof WindowState.Submitted ? Optional.empty() : of(window);
    }
}
