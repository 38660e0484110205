package dev.batchline.guarantees;

import dev.batchline.guarantees.Observation.BatchSeen;
import dev.batchline.guarantees.Observation.WindowTold;
import dev.batchline.schemas.BatchMarks;
import dev.batchline.schemas.DeploymentId;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowId;
import dev.batchline.schemas.WindowState;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/** The batches at the provider, and which of them are this installation's. */
final class Batches {
    private final Map<String, BatchSeen> seen = new HashMap<>();
    /** Batches that are named as a window's. */
    private final Set<String> recorded = new HashSet<>();

    private final Set<DeploymentId> ours = new HashSet<>();

    void observe(Observation observation) {
        if (observation instanceof BatchSeen batch) {
            seen.put(batch.batchId(), batch);
        } else if (observation instanceof WindowTold(WindowId id, Window window, var unused)) {
            ours.add(id.deployment());
            if (window != null && window.state() instanceof WindowState.Submitted submitted) {
                recorded.add(submitted.batchId());
            }
        }
    }

    /** The window that a batch was made of, if the batch is ours. */
    Optional<WindowId> windowOf(String batchId) {
        return Optional.ofNullable(seen.get(batchId))
                .map(BatchSeen::marks)
                .map(BatchMarks::window)
                .filter(window -> ours.contains(window.deployment()));
    }

    /** Whether a batch is a second one that nobody waits for and whose end was asked for. */
    boolean cancelledDuplicate(String batchId) {
        BatchSeen batch = seen.get(batchId);
        return batch != null && batch.cancelled() && !recorded.contains(batchId);
    }

    /** Every batch that was seen, ours or not. */
    Collection<BatchSeen> all() {
        return seen.values();
    }
}
