package dev.batchline.batcher;

import dev.batchline.schemas.BatchMarks;
import dev.batchline.schemas.WindowId;
import java.util.Map;

/** What a batch at the provider carries so that it can be found again and told from everybody else's. */
final class Marks {
    private Marks() {}

    /** The metadata of a submission of a window. */
    static Map<String, String> of(WindowId window, int submission) {
        return new BatchMarks(window, submission).metadata();
    }

    /** Whether a batch with this metadata was made for this window, by whichever submission. */
    static boolean carriedBy(Map<String, String> metadata, WindowId window) {
        return BatchMarks.read(metadata, window.deployment())
                .filter(marks -> marks.window().equals(window))
                .isPresent();
    }
}
