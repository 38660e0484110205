package dev.batchline.guarantees;

import dev.batchline.schemas.BatchMarks;
import dev.batchline.schemas.JoinEvent;
import dev.batchline.schemas.Lease;
import dev.batchline.schemas.ManifestChunk;
import dev.batchline.schemas.StatusEvent;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowId;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Something that somebody outside of the services saw. What a reader of committed records sees comes in the order of
 * each partition; {@link CommittedRecord} makes these of records.
 */
public sealed interface Observation {
    /**
     * A request event is on its topic.
     *
     * @param place where
     * @param customId the user's name for it; null if it cannot be read
     * @param body the mark of its body; null if it has none that can be read
     */
    record Produced(
            Place place,
            @Nullable String customId,
            @Nullable Mark body) implements Observation {}

    /**
     * A record of the windows topic.
     *
     * @param id the window
     * @param window what is told of it; null if its end is
     * @param at the record's time
     */
    record WindowTold(WindowId id, @Nullable Window window, Instant at) implements Observation {}

    /** A record of the manifests topic that is no tombstone. */
    record ManifestTold(ManifestChunk chunk) implements Observation {}

    /**
     * A record of the leases topic.
     *
     * @param owner {@code <service>-<partition>}
     */
    record LeaseTold(String owner, Lease lease) implements Observation {}

    /** A record of the status topic. */
    record StatusTold(StatusEvent event, Instant at) implements Observation {}

    /** A record of the joins topic. */
    record JoinTold(JoinEvent event) implements Observation {}

    /** A record of the completed or the failed results. */
    record ResultTold(Outcome outcome) implements Observation {}

    /** A record of the dead letters. */
    record LetterTold(Outcome outcome) implements Observation {}

    /**
     * The provider ran a request line.
     *
     * @param customId the mark of the custom_id in the file
     * @param body the mark of the body in the file
     * @param batchId the batch
     * @param billed whether it has to be paid for
     */
    record Executed(Mark customId, Mark body, String batchId, boolean billed) implements Observation {}

    /**
     * A batch at the provider, as it truly stands there. A later one of the same batch takes the place of an earlier
     * one.
     *
     * @param batchId its id
     * @param marks what its metadata says; null if it says nothing of ours
     * @param file its input file
     * @param cancelled whether its end was asked for
     * @param ended whether none of its lines will run any more
     */
    record BatchSeen(String batchId, @Nullable BatchMarks marks, InputFile file, boolean cancelled, boolean ended)
            implements Observation {}

    /**
     * Records of a partition of the lanes topic are deleted. It is told when everything was told of the other internal
     * topics that was committed when the records were deleted.
     *
     * @param before the first offset that is kept
     */
    record Purged(int partition, long before) implements Observation {}

    /**
     * A batch's input file.
     *
     * @param id the provider's id of it
     * @param lines how many request lines it holds
     * @param bytes its size
     */
    record InputFile(String id, long lines, long bytes) {}
}
