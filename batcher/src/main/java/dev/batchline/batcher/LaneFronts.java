package dev.batchline.batcher;

import dev.batchline.batcher.AccountGate.Call;
import dev.batchline.runtime.task.TaskAccess;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowId;
import java.util.Optional;

/** Sees what is done for a closed window that has no batch, or why nothing is. */
final class LaneFronts {
    private final TaskAccess access;
    private final Accounts accounts;
    private final WindowEvents events;
    private final WindowAgenda agenda;

    LaneFronts(TaskAccess access, Accounts accounts, WindowEvents events, WindowAgenda agenda) {
        this.access = access;
        this.accounts = accounts;
        this.events = events;
        this.agenda = agenda;
    }

    /** What is done for a window now. */
    Optional<LaneView.Front> see(WindowId id) {
        return events.windows().get(id).map(window -> {
            Call call = call(window);
            boolean underWay = access.effects().inFlight(id.text());
            Optional<Waiting> waiting = underWay ? Optional.empty() : agenda.waiting(id);
            return new LaneView.Front(
                    window.facts().requests(),
                    events.notes().wish(id) == Wish.LOOK ? LaneView.Doing.SIFTING : doing(call),
                    waiting.map(why -> newest(why, window, call)).orElse(null));
        });
    }

    /** The provider's part in what comes next for a window. */
    Call call(Window window) {
        WindowId id = window.id();
        boolean renews =
                agenda.fencedSince(id) != null && !events.notes().wish(id).unwanted();
        return SubmitPolicy.call(window, access.life(), agenda.doubtSince(id) != null, renews);
    }

    private static LaneView.Doing doing(Call call) {
        return switch (call) {
            case LOOK -> LaneView.Doing.LOOKING;
            case UPLOAD -> LaneView.Doing.UPLOADING;
            case CREATE, EXECUTE -> LaneView.Doing.CREATING;
        };
    }

    /** What is the matter with an account may have changed since a window was looked at. */
    private Waiting newest(Waiting waiting, Window window, Call call) {
        return switch (waiting.reason()) {
            case ACCOUNT_BLOCKED, ACCOUNT_THROTTLED ->
                WindowAccounts.of(window)
                        .flatMap(accounts::find)
                        .flatMap(account -> accounts.gate(account)
                                .holds(
                                        window.facts().lane().model(),
                                        call,
                                        access.clocks().now()))
                        .orElse(waiting);
            case BUDGET, CREATIONS, ACCOUNT_UNKNOWN, PAUSED, ROOM, BACK_OFF, RETRY, UNCERTAIN, LEASE -> waiting;
        };
    }
}
