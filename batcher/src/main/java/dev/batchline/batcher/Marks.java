package dev.batchline.batcher;

import dev.batchline.schemas.WindowId;
import java.util.Map;

/** What a batch at the provider carries so that it can be found again and told from everybody else's. */
final class Marks {
    private static final String DEPLOYMENT = "batchline-deployment";
    private static final String WINDOW = "batchline-window";
    private static final String SUBMISSION = "batchline-submission";

    private Marks() {}

    /** The metadata of a submission of a window. */
    static Map<String, String> of(WindowId window, int submission) {
        return Map.of(
                DEPLOYMENT, window.deployment().text(),
                WINDOW, window.text(),
                SUBMISSION, Integer.toString(submission));
    }

    /** Whether a batch with this metadata was made for this window, by whichever submission. */
    static boolean carriedBy(Map<String, String> metadata, WindowId window) {
        return window.deployment().text().equals(metadata.get(DEPLOYMENT))
                && window.text().equals(metadata.get(WINDOW));
    }
}
