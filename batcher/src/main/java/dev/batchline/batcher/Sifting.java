package dev.batchline.batcher;

import dev.batchline.runtime.task.EffectKey;
import dev.batchline.runtime.task.TaskAccess;
import dev.batchline.schemas.Selection;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowState;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Finds out which closed windows hold requests that operators want no work on, and what follows from that. */
final class Sifting {
    private static final Logger LOG = LoggerFactory.getLogger(Sifting.class);

    private final TaskAccess access;
    private final LaneLog lanes;
    private final WindowEvents events;
    private final WindowAgenda agenda;
    private final Consumer<Window> goOn;

    /**
     * Sifts windows in one life of a task.
     *
     * @param goOn does what comes next for a window that was looked through
     */
    Sifting(TaskAccess access, LaneLog lanes, WindowEvents events, WindowAgenda agenda, Consumer<Window> goOn) {
        this.access = access;
        this.lanes = lanes;
        this.events = events;
        this.agenda = agenda;
        this.goOn = goOn;
    }

    /** Looks through a window. */
    void look(Window window) {
        List<Selection> selections = standing(window);
        access.effects()
                .startTransfer(
                        new EffectKey(window.id().text(), window.version()),
                        new SiftTask(lanes, window, selections),
                        found -> onFound(window, selections, found),
                        failure -> onFailure(window, failure));
    }

    private List<Selection> standing(Window window) {
        return events.selections().of(window.facts().lane(), access.clocks().now());
    }

    /** A wish that came meanwhile is another one than was looked for. */
    private void onFound(Window window, List<Selection> looked, SiftTask.Found found) {
        SubmitNotes notes = events.notes();
        boolean asked = notes.wish(window.id()) == Wish.LOOK && looked.equals(standing(window));
        if (!asked) {
            agenda.now(window.id());
            return;
        }
        agenda.goesOn(window.id());
        switch (found.wish()) {
            case NONE, LOOK -> notes.spare(window.id());
            case PART -> notes.part(window.id(), found.met());
            case WHOLE -> notes.cancel(window.id());
        }
        if (found.wish().unwanted()) {
            tell(window, found);
        }
        goOn.accept(window);
    }

    private static void tell(Window window, SiftTask.Found found) {
        boolean left = window.state() instanceof WindowState.Submitted && found.wish() == Wish.PART;
        LOG.atInfo()
                .addKeyValue("window", window.id())
                .addKeyValue("state", window.state().word())
                .addKeyValue("unwanted", found.meant())
                .addKeyValue("others", found.others())
                .log(
                        left
                                ? "Batch holds requests that are to be cancelled, and is left since it holds others too"
                                : "Window holds requests that are to be cancelled");
    }

    private void onFailure(Window window, Exception failure) {
        LOG.atError()
                .setCause(failure)
                .addKeyValue("window", window.id())
                .log("Requests of a window could not be looked through; it is tried again");
        agenda.again(window.id(), Waiting.Reason.BACK_OFF, "its requests could not be looked through");
    }
}
