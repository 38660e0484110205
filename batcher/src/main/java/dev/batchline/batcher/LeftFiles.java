package dev.batchline.batcher;

import dev.batchline.schemas.WindowId;
import org.jspecify.annotations.Nullable;

/**
 * What a window that is done has left at its provider.
 *
 * @param v the version of this format, 1
 * @param windowId the window
 * @param account where it is
 * @param inputFileId the file that was uploaded; null if there is none
 * @param batchId the batch whose result files nobody needs any more; null if they are kept
 */
record LeftFiles(
        int v,
        WindowId windowId,
        String account,
        @Nullable String inputFileId,
        @Nullable String batchId) {
    static final int FORMAT = 1;
}
