package dev.batchline.providers;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of batches, newest first.
 *
 * @param batches what is on it
 * @param next the cursor of the next page; null if there is none
 */
public record BatchPage(List<RemoteBatch> batches, @Nullable String next) {
    public BatchPage {
        batches = List.copyOf(batches);
    }
}
