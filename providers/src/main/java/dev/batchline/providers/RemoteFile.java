package dev.batchline.providers;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * A file at the provider.
 *
 * @param id the provider's id; any text
 * @param fileName the name it was uploaded under, if the provider tells
 * @param bytes its size; -1 if the provider does not tell
 * @param createdAt when it was made; null if the provider does not tell
 */
public record RemoteFile(
        String id,
        @Nullable String fileName,
        long bytes,
        @Nullable Instant createdAt) {}
