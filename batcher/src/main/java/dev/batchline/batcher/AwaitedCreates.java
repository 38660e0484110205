package dev.batchline.batcher;

import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowId;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** The closed windows of one life that still need their batch created, told to their accounts' limits. */
final class AwaitedCreates {
    private final Accounts accounts;
    private final Map<WindowId, HourlyLimit> waiting = new HashMap<>();

    AwaitedCreates(Accounts accounts) {
        this.accounts = accounts;
    }

    /** Takes note of a window as it is now. */
    void note(Window window) {
        forget(window.id());
        WindowAccounts.awaited(window).flatMap(accounts::find).ifPresent(account -> {
            HourlyLimit limit = accounts.creations(account);
            waiting.put(window.id(), limit);
            limit.waits(window.id());
        });
    }

    /** What a pool may create. */
    WindowPolicy.Creations of(String pool, Instant now) {
        int used = 0;
        int most = 0;
        for (Account account : accounts.inPool(pool)) {
            HourlyLimit limit = accounts.creations(account);
            used += limit.used(now);
            most += limit.most();
        }
        return new WindowPolicy.Creations(used, most);
    }

    /** The life ends: its windows are another's to count. */
    void end() {
        List.copyOf(waiting.keySet()).forEach(this::forget);
    }

    private void forget(WindowId window) {
        HourlyLimit limit = waiting.remove(window);
        if (limit != null) {
            limit.waitsNoMore(window);
        }
    }
}
