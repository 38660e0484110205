package dev.batchline.guarantees;

import dev.batchline.guarantees.Observation.WindowTold;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowId;
import dev.batchline.schemas.WindowState;
import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What is told of a window are legal transitions from open to its end, in versions without a gap; what it holds never
 * changes.
 */
public final class WindowStatesFollowTheDiagram implements Guarantee {
    private final Map<WindowId, Window> last = new HashMap<>();
    private final Set<WindowId> ended = new HashSet<>();
    private final Findings broken = new Findings();

    @Override
    public void observe(Observation seen) {
        if (!(seen instanceof WindowTold(WindowId id, Window window, Instant unused))) {
            return;
        }
        Window before = last.get(id);
        if (ended.contains(id)) {
            broken.add(id + " is told of after its end: " + word(window));
        } else if (window == null) {
            ended.add(id);
            if (before == null) {
                broken.add(id + " ends before anything was told of it");
            }
        } else {
            follow(before, window);
        }
        if (window != null) {
            last.put(id, window);
        }
    }

    private void follow(@Nullable Window before, Window window) {
        long expected = before == null ? 2 : before.version() + 1;
        if (window.version() != expected) {
            broken.add("version " + window.version() + " of " + window.id() + " comes where " + expected + " is next");
        }
        WindowState from = before == null ? new WindowState.Open() : before.state();
        if (!legal(from, window.state())) {
            broken.add(window.id() + " goes from " + from + " to " + window.state());
        }
        if (before != null
                && !before.facts().withManifest(0).equals(window.facts().withManifest(0))) {
            broken.add(window.id() + " holds something else in version " + window.version() + ": " + before.facts()
                    + ", then " + window.facts());
        }
    }

    private static boolean legal(WindowState from, WindowState to) {
        return switch (from) {
            case WindowState.Open open -> to instanceof WindowState.Sealed || to instanceof WindowState.Cancelled;
            case WindowState.Sealed sealed -> afterSealed(sealed, to);
            case WindowState.Uploaded uploaded -> afterUploaded(uploaded, to);
            case WindowState.Creating creating -> afterCreating(creating, to);
            case WindowState.Submitted submitted -> afterSubmitted(submitted, to);
            case WindowState.Rejected rejected -> false;
            case WindowState.Cancelled cancelled -> false;
        };
    }

    private static boolean afterSealed(WindowState.Sealed from, WindowState to) {
        return switch (to) {
            case WindowState.Uploaded uploaded -> uploaded.submission() == from.submission();
            case WindowState.Creating creating -> creating.submission() == from.submission();
            case WindowState.Rejected rejected -> true;
            case WindowState.Cancelled cancelled -> true;
            case WindowState.Open open -> false;
            case WindowState.Sealed sealed -> false;
            case WindowState.Submitted submitted -> false;
        };
    }

    private static boolean afterUploaded(WindowState.Uploaded from, WindowState to) {
        return switch (to) {
            case WindowState.Submitted submitted ->
                submitted.submission() == from.submission()
                        && from.fileId().equals(submitted.fileId())
                        && !from.batchIds().contains(submitted.batchId());
            case WindowState.Uploaded uploaded -> intentAfter(from, uploaded);
            case WindowState.Sealed sealed -> sealed.submission() == from.submission() + 1;
            case WindowState.Rejected rejected -> true;
            case WindowState.Cancelled cancelled -> true;
            case WindowState.Open open -> false;
            case WindowState.Creating creating -> false;
        };
    }

    /** An intent is withdrawn, or taken over when it was, or renewed with another file. */
    private static boolean intentAfter(WindowState.Uploaded from, WindowState.Uploaded to) {
        if (to.submission() == from.submission() + 1) {
            return !from.fileId().equals(to.fileId());
        }
        boolean handedOver = (from.life() == null) != (to.life() == null);
        return to.submission() == from.submission() && from.fileId().equals(to.fileId()) && handedOver;
    }

    private static boolean afterCreating(WindowState.Creating from, WindowState to) {
        return switch (to) {
            case WindowState.Submitted submitted -> submitted.submission() == from.submission();
            case WindowState.Creating creating -> creating.submission() == from.submission() + 1;
            case WindowState.Rejected rejected -> true;
            case WindowState.Cancelled cancelled -> true;
            case WindowState.Open open -> false;
            case WindowState.Sealed sealed -> false;
            case WindowState.Uploaded uploaded -> false;
        };
    }

    private static boolean afterSubmitted(WindowState.Submitted from, WindowState to) {
        return switch (to) {
            case WindowState.Submitted submitted ->
                from.batchId().equals(submitted.batchId())
                        && from.submission() == submitted.submission()
                        && submitted.cancel() != null;
            case WindowState.Uploaded uploaded ->
                uploaded.submission() == from.submission() + 1
                        && uploaded.batchIds().contains(from.batchId());
            case WindowState.Sealed sealed ->
                sealed.submission() == from.submission() + 1
                        && sealed.batchIds().contains(from.batchId());
            case WindowState.Cancelled cancelled -> true;
            case WindowState.Open open -> false;
            case WindowState.Creating creating -> false;
            case WindowState.Rejected rejected -> false;
        };
    }

    private static String word(@Nullable Window window) {
        return window == null ? "another end" : window.state().word();
    }

    @Override
    public List<String> broken() {
        return broken.all();
    }

    @Override
    public List<String> brokenAtEnd() {
        return broken();
    }
}
