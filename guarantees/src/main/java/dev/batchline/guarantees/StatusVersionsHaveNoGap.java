package dev.batchline.guarantees;

import dev.batchline.guarantees.Observation.StatusTold;
import dev.batchline.guarantees.Observation.WindowTold;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.StatusEvent;
import dev.batchline.schemas.WindowId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * The status events of a window count from 1 without a gap or a repeat, no status goes back, and each window's last one
 * is terminal, with nothing after it but another submission.
 */
public final class StatusVersionsHaveNoGap implements Guarantee {
    private final Map<WindowId, StatusEvent> last = new HashMap<>();
    private final Set<WindowId> windows = new HashSet<>();
    private final Findings broken = new Findings();

    @Override
    public void observe(Observation seen) {
        if (seen instanceof WindowTold told) {
            windows.add(told.id());
        } else if (seen instanceof StatusTold(StatusEvent event, var unused)) {
            status(event);
        }
    }

    private void status(StatusEvent event) {
        StatusEvent before = last.put(event.windowId(), event);
        long expected = before == null ? 1 : before.version() + 1;
        if (event.version() != expected) {
            broken.add(
                    "version " + event.version() + " of " + event.windowId() + " comes where " + expected + " is next");
        }
        if (before == null) {
            return;
        }
        if (event.attempt() < before.attempt()) {
            broken.add(
                    "submission " + event.attempt() + " of " + event.windowId() + " is told after " + before.attempt());
        } else if (event.attempt() == before.attempt() && !mayFollow(before.status(), event.status())) {
            broken.add(event.windowId() + " is " + event.status().word() + " after "
                    + before.status().word() + ", in version " + event.version());
        }
    }

    /** An event with the status of before tells other counts. */
    private static boolean mayFollow(BatchStatus before, BatchStatus now) {
        return before.mayBecome(now) || (before == now && !before.terminal());
    }

    @Override
    public List<String> broken() {
        return broken.all();
    }

    @Override
    public List<String> brokenAtEnd() {
        Findings findings = new Findings();
        findings.addAll(broken.all());
        for (WindowId window : windows) {
            StatusEvent end = last.get(window);
            if (end == null) {
                findings.add("nothing is told of the status of " + window);
            } else if (!end.status().terminal()) {
                findings.add(
                        "the last status of " + window + " is " + end.status().word());
            }
        }
        return findings.all();
    }
}
