package dev.batchline.cli.batches;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Where a request was found.
 *
 * @param place the record: its outcome, or the request itself while it is under way
 * @param source the request event as topic-partition-offset; empty if that is not told
 * @param window the window that it is, or was, sent in; empty if it came into none
 * @param batch the provider's id of the batch; null if there is none, or none yet
 * @param attempt which submission it is, from 1; 0 if it never was submitted
 * @param status where its window stands; {@code done} if it has its outcome
 * @param outcome what became of it; empty while it is under way
 */
record Trace(
        Place place, String source, String window, @Nullable String batch, int attempt, String status, String outcome) {
    /** The columns of {@link #row}. */
    static final List<String> COLUMNS =
            List.of("topic", "partition", "offset", "source", "window", "batch", "attempt", "status", "outcome");

    /** It as texts. */
    List<String> row() {
        return List.of(
                place.topic(),
                Integer.toString(place.partition()),
                Long.toString(place.offset()),
                source,
                window,
                batch == null ? "" : batch,
                Integer.toString(attempt),
                status,
                outcome);
    }

    /**
     * A record.
     *
     * @param topic its topic
     * @param partition its partition
     * @param offset its offset
     */
    record Place(String topic, int partition, long offset) {}
}
