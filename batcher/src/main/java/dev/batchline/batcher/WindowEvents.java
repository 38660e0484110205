package dev.batchline.batcher;

import dev.batchline.runtime.task.TaskAccess;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.ManifestChunk;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowId;
import dev.batchline.schemas.WindowState;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * Changes windows: in the store and on the windows topic, in one transaction. A change that was not read back yet may
 * still be undone, so nothing is done about it.
 */
final class WindowEvents {
    private final TaskAccess access;
    private final WindowStore windows;
    private final SubmitNotes notes;
    private final Selections selections;
    private final QueuedTokens queued = new QueuedTokens();
    private final LaneCounts lanes = new LaneCounts();
    private final Map<WindowId, Long> pending = new HashMap<>();

    WindowEvents(TaskAccess access, WindowStore windows) {
        this.access = access;
        this.windows = windows;
        this.notes = new SubmitNotes(access.store(SubmitNotes.NAME));
        this.selections = new Selections(access.store(SubmitNotes.NAME));
        windows.forEach(this::follow);
    }

    /** The windows as they are stored. */
    WindowStore windows() {
        return windows;
    }

    /** The tokens of all windows, which follow every change. */
    QueuedTokens queued() {
        return queued;
    }

    /** How far the closed windows of each lane have come, which follows every change. */
    LaneCounts lanes() {
        return lanes;
    }

    /** What is kept beside the windows. */
    SubmitNotes notes() {
        return notes;
    }

    /** The requests that operators want no work on. */
    Selections selections() {
        return selections;
    }

    /** Brings a window to its next state. */
    void move(Window window, WindowState next) {
        put(window.to(next));
    }

    /** Stores and tells a window as it is. */
    void put(Window window) {
        windows.put(window);
        follow(window);
        pending.put(window.id(), window.version());
        access.forward(Topic.WINDOWS, utf8(window.id().text()), JsonCodec.WINDOW.encode(window), List.of());
    }

    /** Ends a window that nobody needs any more: it and its manifest become tombstones. */
    void remove(Window window) {
        windows.remove(window.id());
        notes.forget(window.id());
        queued.remove(window.id());
        lanes.remove(window.id());
        pending.remove(window.id());
        for (int chunk = 0; chunk < window.facts().manifestChunks(); chunk++) {
            access.forward(Topic.MANIFESTS, utf8(ManifestChunk.key(window.id(), chunk)), null, List.of());
        }
        access.forward(Topic.WINDOWS, utf8(window.id().text()), null, List.of());
    }

    /** Takes note that a window's batch has reached a terminal status: it holds no tokens any more. */
    void ended(Window window, String batchId) {
        notes.ended(window.id(), batchId);
        follow(window);
    }

    private void follow(Window window) {
        queued.follow(window, access.life(), batch -> notes.hasEnded(window.id(), batch));
        lanes.follow(window, batch -> notes.hasEnded(window.id(), batch));
    }

    /** Takes note of a window event that was read back. */
    void readBack(Window window) {
        pending.computeIfPresent(window.id(), (id, version) -> version > window.version() ? version : null);
    }

    /** Whether this life changed the window and did not read that back yet. */
    boolean pending(WindowId window) {
        return pending.containsKey(window);
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
