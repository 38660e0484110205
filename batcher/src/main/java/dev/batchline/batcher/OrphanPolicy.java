package dev.batchline.batcher;

import dev.batchline.providers.RemoteFile;
import dev.batchline.schemas.DeploymentId;
import dev.batchline.schemas.UnreadableRecordException;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowId;
import dev.batchline.schemas.WindowState;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Decides which of an account's files nobody needs: those that carry a window's name, where the window is done, or has
 * its batch from another file. A crash in an upload, and an upload without an answer, leave such files.
 */
final class OrphanPolicy {
    private static final String SUFFIX = ".jsonl";

    private OrphanPolicy() {}

    /** The name of a window's file. */
    static String fileName(WindowId window) {
        return window.text() + SUFFIX;
    }

    /** The window whose name a file carries, if that is one of this deployment. */
    static Optional<WindowId> window(RemoteFile file, DeploymentId deployment) {
        String name = file.fileName();
        if (name == null || !name.startsWith(deployment.text()) || !name.endsWith(SUFFIX)) {
            return Optional.empty();
        }
        try {
            return Optional.of(WindowId.parse(name.substring(0, name.length() - SUFFIX.length())))
                    .filter(window -> window.deployment().equals(deployment));
        } catch (UnreadableRecordException e) {
            return Optional.empty();
        }
    }

    /** Whether a file is so old that whoever uploaded it has told of it, or never will. */
    static boolean old(RemoteFile file, Instant now, Duration age) {
        Instant created = file.createdAt();
        return created != null && created.isBefore(now.minus(age));
    }

    /**
     * Whether a window needs a file of its name no more.
     *
     * @param window as it stands; empty if it is done and forgotten
     */
    static boolean orphan(String fileId, Optional<Window> window) {
        if (window.isEmpty()) {
            return true;
        }
        return window.get().state() instanceof WindowState.Submitted submitted
                && submitted.fileId() != null
                && !fileId.equals(submitted.fileId());
    }
}
