package dev.batchline.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.file.Path;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A file that the provider keeps.
 *
 * @param id its identifier
 * @param filename its name as uploaded
 * @param purpose what it is for
 * @param bytes its size
 * @param lines its lines
 * @param createdAt when it was stored
 * @param expiresAt when it is gone; null is never
 * @param path where its bytes are
 */
record StoredFile(
        String id,
        String filename,
        String purpose,
        long bytes,
        int lines,
        Instant createdAt,
        @Nullable Instant expiresAt,
        Path path) {

    ObjectNode json() {
        return Json.object()
                .put("object", "file")
                .put("id", id)
                .put("purpose", purpose)
                .put("filename", filename)
                .put("bytes", bytes)
                .put("created_at", createdAt.getEpochSecond())
                .put("expires_at", Json.seconds(expiresAt))
                .put("status", "processed")
                .putNull("status_details");
    }
}
