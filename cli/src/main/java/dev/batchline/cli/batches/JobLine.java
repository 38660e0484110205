package dev.batchline.cli.batches;

import dev.batchline.schemas.WindowId;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/**
 * How far a job has come.
 *
 * @param choice which job
 * @param sent requests that are, or were, on the request topics
 * @param underWay requests whose batch is being made or runs
 * @param completed requests with an answer
 * @param failed requests that ended without one
 * @param windows the windows that hold those under way, and how many of them
 */
record JobLine(JobChoice choice, long sent, long underWay, long completed, long failed, Map<WindowId, Long> windows) {
    /** The columns of {@link #row}. */
    static final List<String> COLUMNS =
            List.of("job", "tenant", "sent", "waiting", "under way", "completed", "failed", "answer");

    JobLine {
        windows = Map.copyOf(windows);
    }

    /** Requests that are in no batch's file yet. While records move, what is counted twice is taken off here. */
    long waiting() {
        return Math.max(0, sent - underWay - completed - failed);
    }

    /** Whether it is done, in words. */
    String answer() {
        long open = waiting() + underWay;
        if (sent + underWay + completed + failed == 0) {
            return "nothing of it is on the topics";
        }
        if (open > 0) {
            return "not done: " + open + (open == 1 ? " request has" : " requests have") + " no outcome yet";
        }
        return failed == 0 ? "done" : "done; " + failed + " failed, see the dead letters";
    }

    /** It as texts. */
    List<String> row() {
        return List.of(
                Objects.requireNonNullElse(choice.job(), ""),
                Objects.requireNonNullElse(choice.tenant(), ""),
                Long.toString(sent),
                Long.toString(waiting()),
                Long.toString(underWay),
                Long.toString(completed),
                Long.toString(failed),
                answer());
    }
}
