package dev.batchline.guarantees;

import dev.batchline.guarantees.Observation.WindowTold;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** The windows of a lane are closed one after the other, each of them beginning behind the end of the one before. */
public final class WindowsOfALaneDoNotOverlap implements Guarantee {
    /** The window of each lane that was closed last. */
    private final Map<String, Window> last = new HashMap<>();

    private final Set<WindowId> known = new HashSet<>();
    private final Findings broken = new Findings();

    @Override
    public void observe(Observation seen) {
        if (seen instanceof WindowTold(WindowId id, Window window, var unused) && window != null && known.add(id)) {
            closed(window);
        }
    }

    private void closed(Window window) {
        WindowId id = window.id();
        if (window.facts().lastOffset() < id.firstOffset()) {
            broken.add(id + " ends at " + window.facts().lastOffset() + ", before it begins");
        }
        Window before = last.put(id.partition() + "-" + id.lane(), window);
        if (before != null && before.facts().lastOffset() >= id.firstOffset()) {
            broken.add(id + " begins before the end of " + before.id() + " at "
                    + before.facts().lastOffset());
        }
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
