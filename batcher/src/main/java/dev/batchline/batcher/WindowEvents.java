package dev.batchline.batcher;

import dev.batchline.runtime.task.TaskAccess;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.ManifestChunk;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowState;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Changes windows: in the store and on the windows topic, in one transaction. */
final class WindowEvents {
    private final TaskAccess access;
    private final WindowStore windows;

    WindowEvents(TaskAccess access, WindowStore windows) {
        this.access = access;
        this.windows = windows;
    }

    /** Brings a window to its next state. */
    void move(Window window, WindowState next) {
        put(window.to(next));
    }

    /** Stores and tells a window as it is. */
    void put(Window window) {
        windows.put(window);
        access.forward(Topic.WINDOWS, utf8(window.id().text()), JsonCodec.WINDOW.encode(window), List.of());
    }

    /** Ends a window that nobody needs any more: it and its manifest become tombstones. */
    void remove(Window window) {
        windows.remove(window.id());
        for (int chunk = 0; chunk < window.facts().manifestChunks(); chunk++) {
            access.forward(Topic.MANIFESTS, utf8(ManifestChunk.key(window.id(), chunk)), null, List.of());
        }
        access.forward(Topic.WINDOWS, utf8(window.id().text()), null, List.of());
    }

    static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
