package dev.batchline.runtime.kafka;

import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.ManifestChunk;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.UnreadableRecordException;
import dev.batchline.schemas.WindowId;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.Set;
import org.apache.kafka.common.utils.Utils;
import org.apache.kafka.streams.processor.StreamPartitioner;

/** Where the records of the internal topics go: whatever concerns one window is in the same partition everywhere. */
public final class Partitions {
    private Partitions() {}

    /** The partition of everything that shares a lane's budget, out of this many. */
    public static int ofLane(LaneKey lane, int partitions) {
        return Utils.toPositive(Utils.murmur2(lane.budgetGroup().getBytes(StandardCharsets.UTF_8))) % partitions;
    }

    /** Whether a topic's records go where their key says, and not where its hash does. */
    static boolean explicit(Topic topic) {
        return switch (topic) {
            case LANES, WINDOWS, MANIFESTS, LEASES, STATUS, JOINS, COMMANDS, LANE_STATUS -> true;
            case REQUESTS, RESULTS_COMPLETED, RESULTS_FAILED, DEAD_LETTERS, LEDGER, REPLAYS -> false;
        };
    }

    /** The partition that a record with this key belongs to; of the commands, those about a window. */
    public static int of(Topic topic, byte[] key, int partitions) {
        String text = new String(key, StandardCharsets.UTF_8);
        int partition = switch (topic) {
            case LANES, LANE_STATUS -> ofLane(LaneKey.parse(text), partitions);
            case WINDOWS, STATUS, JOINS, COMMANDS -> WindowId.parse(text).partition();
            case MANIFESTS -> ManifestChunk.windowOf(text).partition();
            case LEASES -> Integer.parseInt(text.substring(text.lastIndexOf('-') + 1));
            case REQUESTS, RESULTS_COMPLETED, RESULTS_FAILED, DEAD_LETTERS, LEDGER, REPLAYS ->
                throw new IllegalArgumentException(topic + " is partitioned by hash");
        };
        if (partition >= partitions) {
            throw new UnreadableRecordException("key " + text + " names partition " + partition + " of " + partitions);
        }
        return partition;
    }

    /** The partitioner of a sink to an internal topic. */
    static StreamPartitioner<byte[], byte[]> partitioner(Topic topic) {
        return (name, key, value, partitions) -> Optional.of(Set.of(of(topic, key, partitions)));
    }
}
