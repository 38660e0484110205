package dev.batchline.batcher;

import dev.batchline.runtime.task.TaskAccess;
import dev.batchline.schemas.ManifestChunk;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowId;
import java.util.List;

/** What an upload needs and leaves behind: spool files, and the manifest on its topic. */
final class Uploads {
    private final TaskAccess access;
    private final LaneLog lanes;
    private final Spool spool;

    Uploads(TaskAccess access, LaneLog lanes, Spool spool) {
        this.access = access;
        this.lanes = lanes;
        this.spool = spool;
    }

    /** The lanes topic, from which files are made again. */
    LaneLog lanes() {
        return lanes;
    }

    /** The work of bringing a window's file to its provider. */
    UploadTask task(Window window, Account account) {
        return new UploadTask(
                window,
                account,
                new SpoolRebuild(lanes, account),
                spool.find(window.id()).orElse(null),
                spool.again(window.id()),
                room(window));
    }

    private UploadTask.Room room(Window window) {
        long bytes = window.facts().bytes() + window.facts().manifestBytes();
        return new UploadTask.Room() {
            @Override
            public boolean setAside() {
                return spool.setAside(window.id(), bytes);
            }

            @Override
            public boolean wanted() {
                return spool.goesOn();
            }

            @Override
            public void giveBack() {
                spool.giveBack(window.id());
            }
        };
    }

    /** Keeps the file of an upload, if the spool has room for it. */
    void adopt(WindowId window, SpoolFile file) {
        spool.adopt(window, file);
    }

    /** Drops a window's file. */
    void forget(WindowId window) {
        spool.remove(window);
    }

    /** Writes the manifest, and gives the window that knows how many parts it has. */
    Window publishManifest(Window window, List<byte[]> parts) {
        for (int chunk = 0; chunk < parts.size(); chunk++) {
            byte[] key = WindowEvents.utf8(ManifestChunk.key(window.id(), chunk));
            access.forward(Topic.MANIFESTS, key, parts.get(chunk), List.of());
        }
        return window.with(window.facts().withManifest(parts.size()));
    }
}
