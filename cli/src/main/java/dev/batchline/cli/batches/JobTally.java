package dev.batchline.cli.batches;

import dev.batchline.schemas.ManifestChunk;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.WindowId;
import java.util.HashMap;
import java.util.Map;

/** Counts the requests of one job; a number for each part of a manifest under way, and nothing of single requests. */
final class JobTally {
    private final JobChoice choice;
    private final Map<String, Part> parts = new HashMap<>();
    private long sent;
    private long completed;
    private long failed;

    JobTally(JobChoice choice) {
        this.choice = choice;
    }

    /** Takes a request event. */
    void sent(Facts facts) {
        if (choice.matches(facts)) {
            sent++;
        }
    }

    /**
     * Takes the end of a request.
     *
     * @param gone whether its request event is on its topic no more, so that it was not counted as sent
     */
    void ended(Topic topic, Facts facts, boolean gone) {
        if (!choice.matches(facts)) {
            return;
        }
        if (topic == Topic.RESULTS_COMPLETED) {
            completed++;
        } else {
            failed++;
        }
        if (gone) {
            sent++;
        }
    }

    /** Forgets a part of a manifest: it is removed, or written anew. */
    void forget(String part) {
        parts.remove(part);
    }

    /** Takes an item under way of a part of a manifest. */
    void underWay(String part, Facts facts, boolean gone) {
        if (choice.matches(facts)) {
            parts.merge(part, new Part(1, gone ? 1 : 0), Part::plus);
        }
    }

    /** What was counted. */
    JobLine line() {
        Map<WindowId, Long> windows = new HashMap<>();
        parts.forEach((part, counted) -> windows.merge(ManifestChunk.windowOf(part), counted.items(), Long::sum));
        Part all = parts.values().stream().reduce(new Part(0, 0), Part::plus);
        return new JobLine(choice, sent + all.gone(), all.items(), completed, failed, windows);
    }

    /**
     * What a part of a manifest holds of the job.
     *
     * @param items how many items under way
     * @param gone how many of them have no request event any more
     */
    private record Part(long items, long gone) {
        Part plus(Part other) {
            return new Part(items + other.items, gone + other.gone);
        }
    }
}
