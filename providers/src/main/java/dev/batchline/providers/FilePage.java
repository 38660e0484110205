package dev.batchline.providers;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A page of files, newest first.
 *
 * @param files what is on it
 * @param next the cursor of the next page; null if there is none
 */
public record FilePage(List<RemoteFile> files, @Nullable String next) {
    public FilePage {
        files = List.copyOf(files);
    }
}
