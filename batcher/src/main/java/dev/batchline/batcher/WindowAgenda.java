package dev.batchline.batcher;

import dev.batchline.providers.Outcome;
import dev.batchline.runtime.Clocks;
import dev.batchline.runtime.Moment;
import dev.batchline.runtime.task.Agenda;
import dev.batchline.schemas.WindowId;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** When each closed window of a life is looked at again, what went wrong with it, and why it waits. */
final class WindowAgenda {
    private static final Logger LOG = LoggerFactory.getLogger(WindowAgenda.class);

    private final Clocks clocks;
    private final Agenda agenda = new Agenda();
    private final Troubles troubles = new Troubles();
    private final Map<WindowId, Waiting> waiting = new ConcurrentHashMap<>();
    private final Map<WindowId, Waiting.Reason> told = new ConcurrentHashMap<>();

    WindowAgenda(Clocks clocks) {
        this.clocks = clocks;
    }

    /** What is due, oldest window first. */
    List<WindowId> due() {
        return agenda.due(clocks.now()).stream()
                .map(WindowId::parse)
                .sorted(Comparator.comparingLong(WindowId::firstOffset))
                .toList();
    }

    /** Looks at a window at once. */
    void now(WindowId window) {
        agenda.put(window.text(), clocks.now());
    }

    /** Looks at a window after a while. */
    void in(WindowId window, Duration wait) {
        agenda.put(window.text(), clocks.now().plus(wait));
    }

    /** Takes note of why a window waits, and tells it if that has changed. */
    void waits(WindowId window, Waiting why) {
        waiting.put(window, why);
        agenda.put(window.text(), why.until());
        if (told.put(window, why.reason()) != why.reason()) {
            LOG.atLevel(why.reason() == Waiting.Reason.ACCOUNT_UNKNOWN ? Level.ERROR : Level.INFO)
                    .addKeyValue("window", window)
                    .addKeyValue("reason", why.reason().word())
                    .addKeyValue("why", why.words())
                    .addKeyValue("until", why.until())
                    .log("Window waits");
        }
    }

    /** Tries a window again, longer after each failure. */
    void again(WindowId window, Waiting.Reason reason, String words) {
        waits(window, new Waiting(reason, troubles.next(window, clocks.now()), words));
    }

    /** How long to wait after a call that ended so. */
    Duration wait(WindowId window, Outcome<?> outcome) {
        Instant now = clocks.now();
        return Duration.between(now, troubles.next(window, outcome, now));
    }

    /** Takes note that a window waits no longer, for now at least. */
    void goesOn(WindowId window) {
        waiting.remove(window);
    }

    /** Forgets what went wrong with a window, since it has come further. */
    void advanced(WindowId window) {
        troubles.forget(window);
        waiting.remove(window);
        told.remove(window);
    }

    /** Forgets a window. */
    void remove(WindowId window) {
        agenda.remove(window.text());
        advanced(window);
    }

    /** Takes note that nobody knows whether a create took effect. */
    void doubt(WindowId window) {
        troubles.doubt(window, Moment.now(clocks));
    }

    /** Since when that is so; null if it is not. */
    @Nullable
    Moment doubtSince(WindowId window) {
        return troubles.doubtSince(window);
    }

    /** Takes note that the file of a window's intent is deleted, so that no batch can be made of it any more. */
    void fence(WindowId window) {
        troubles.fence(window, Moment.now(clocks));
    }

    /** Since when that is so; null if it is not. */
    @Nullable
    Moment fencedSince(WindowId window) {
        return troubles.fencedSince(window);
    }

    /** Why a window waits, if it does. */
    Optional<Waiting> waiting(WindowId window) {
        return Optional.ofNullable(waiting.get(window));
    }

    /** How many windows wait for a reason. Any thread may ask. */
    int count(Waiting.Reason reason) {
        return (int)
                waiting.values().stream().filter(why -> why.reason() == reason).count();
    }
}
