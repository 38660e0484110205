package dev.batchline.batcher;

import dev.batchline.runtime.task.EffectKey;
import dev.batchline.runtime.task.TaskAccess;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowState;
import java.util.concurrent.atomic.AtomicLong;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Deletes from the lanes topic what no window needs any more. */
final class Purge {
    static final String SUBJECT = "purge";

    private static final Logger LOG = LoggerFactory.getLogger(Purge.class);

    private final TaskAccess access;
    private final WindowStore windows;
    private final LaneLog lanes;
    private long committed;
    private long purged;
    private boolean again;

    Purge(TaskAccess access, WindowStore windows, LaneLog lanes) {
        this.access = access;
        this.windows = windows;
        this.lanes = lanes;
    }

    /** Takes note, as a life begins, of the windows that were closed before. */
    void begin() {
        windows.forEach(window -> {
            if (!(window.state() instanceof WindowState.Open)) {
                onWindow(window);
            }
        });
    }

    /** Takes note of a window event that was read back: what its window holds was taken for good. */
    void onWindow(Window readBack) {
        committed = Math.max(committed, readBack.facts().lastOffset() + 1);
    }

    /** Deletes up to the first offset that a window still needs; it answers the end of a window that was read back. */
    void onRemoved() {
        AtomicLong needed = new AtomicLong(committed);
        windows.forEach(window -> needed.accumulateAndGet(window.id().firstOffset(), Math::min));
        long before = needed.get();
        if (before > purged
                && !access.effects().start(key(before), () -> purge(before), this::onPurged, this::onCrash)) {
            again = true;
        }
    }

    private static EffectKey key(long before) {
        return new EffectKey(SUBJECT, before);
    }

    private long purge(long before) {
        lanes.purge(access.partition(), before);
        return before;
    }

    private void onPurged(long before) {
        purged = Math.max(purged, before);
        if (again) {
            again = false;
            onRemoved();
        }
    }

    private void onCrash(Exception failure) {
        LOG.atWarn()
                .setCause(failure)
                .addKeyValue("partition", access.partition())
                .log("Lanes could not be purged; the next window that ends tries again");
    }
}
