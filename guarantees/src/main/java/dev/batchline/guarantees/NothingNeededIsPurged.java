package dev.batchline.guarantees;

import dev.batchline.guarantees.Observation.JoinTold;
import dev.batchline.guarantees.Observation.Purged;
import dev.batchline.guarantees.Observation.WindowTold;
import dev.batchline.schemas.JoinEvent;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowId;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** No record of the lanes topic is deleted while a window that holds it, or one before it, is not joined. */
public final class NothingNeededIsPurged implements Guarantee {
    private final Map<Integer, Long> purged = new HashMap<>();
    private final Set<WindowId> open = new HashSet<>();
    private final Set<WindowId> joined = new HashSet<>();
    private final Findings broken = new Findings();

    @Override
    public void observe(Observation seen) {
        if (seen instanceof WindowTold(WindowId id, Window window, var unused) && window != null) {
            told(id);
        } else if (seen instanceof JoinTold(JoinEvent event) && event.state() instanceof JoinState.Done) {
            open.remove(event.windowId());
            joined.add(event.windowId());
        } else if (seen instanceof Purged(int partition, long before)) {
            purged.merge(partition, before, Math::max);
            open.stream().filter(id -> id.partition() == partition).forEach(this::check);
        }
    }

    private void told(WindowId id) {
        if (!joined.contains(id) && open.add(id)) {
            check(id);
        }
    }

    private void check(WindowId id) {
        long before = purged.getOrDefault(id.partition(), 0L);
        if (id.firstOffset() < before) {
            broken.add("lanes is deleted up to " + before + ", and " + id + " is not joined");
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
