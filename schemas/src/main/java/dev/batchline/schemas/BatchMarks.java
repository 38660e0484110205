package dev.batchline.schemas;

import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a batch at the provider carries in its metadata, so that it can be found again and told from everybody else's.
 *
 * @param window the window that it was made of
 * @param submission which submission of the window it answers, from 1
 */
public record BatchMarks(WindowId window, int submission) {
    /** The name of the pair that tells the installation. */
    public static final String DEPLOYMENT = "batchline-deployment";

    private static final String WINDOW = "batchline-window";
    private static final String SUBMISSION = "batchline-submission";
    private static final Pattern NUMBER = Pattern.compile("[1-9]\\d{0,8}");

    /** The metadata to create a batch with. */
    public Map<String, String> metadata() {
        return Map.of(
                DEPLOYMENT, window.deployment().text(),
                WINDOW, window.text(),
                SUBMISSION, Integer.toString(submission));
    }

    /** Reads the metadata of a batch; empty if it does not carry all marks of this installation. */
    public static Optional<BatchMarks> read(Map<String, String> metadata, DeploymentId ours) {
        String submission = metadata.getOrDefault(SUBMISSION, "");
        boolean marked = ours.text().equals(metadata.get(DEPLOYMENT))
                && NUMBER.matcher(submission).matches();
        if (!marked) {
            return Optional.empty();
        }
        try {
            WindowId window = WindowId.parse(metadata.getOrDefault(WINDOW, ""));
            return window.deployment().equals(ours)
                    ? Optional.of(new BatchMarks(window, Integer.parseInt(submission)))
                    : Optional.empty();
        } catch (UnreadableRecordException e) {
            return Optional.empty();
        }
    }
}
