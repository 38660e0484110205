package dev.batchline.runtime.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.batchline.schemas.DeploymentId;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.Lease;
import dev.batchline.schemas.ManifestChunk;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.UnreadableRecordException;
import dev.batchline.schemas.WindowId;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Which partition of an internal topic a record goes to. */
class PartitionsTest {
    private static final DeploymentId DEPLOYMENT = DeploymentId.of("cluster", "topic");

    @Test
    void allThatConcernsOneWindowIsInItsPartition() {
        for (int partition = 0; partition < 12; partition++) {
            LaneKey lane = new LaneKey("pool", "/v1/chat/completions", "model-" + partition, "24h");
            WindowId window = WindowId.of(DEPLOYMENT, partition, lane, 4711);
            assertThat(of(Topic.WINDOWS, window.text(), 12)).isEqualTo(partition);
            assertThat(of(Topic.STATUS, window.text(), 12)).isEqualTo(partition);
            assertThat(of(Topic.JOINS, window.text(), 12)).isEqualTo(partition);
            assertThat(of(Topic.COMMANDS, window.text(), 12)).isEqualTo(partition);
            assertThat(of(Topic.MANIFESTS, ManifestChunk.key(window, 31), 12)).isEqualTo(partition);
            for (String service : List.of("batcher", "poller", "joiner")) {
                assertThat(of(Topic.LEASES, Lease.key(service, partition), 12)).isEqualTo(partition);
            }
        }
    }

    @Test
    void routerAndJoinerFindTheSamePartitionForALane() {
        for (int i = 0; i < 100; i++) {
            LaneKey lane = new LaneKey("pool|%" + i, "/v1/embeddings", "model " + i % 7, "24h");
            assertThat(of(Topic.LANES, lane.text(), 7)).isEqualTo(Partitions.ofLane(lane, 7));
            assertThat(of(Topic.LANE_STATUS, lane.text(), 7)).isEqualTo(Partitions.ofLane(lane, 7));
        }
    }

    @Test
    void lanesThatShareABudgetShareAPartition() {
        LaneKey chat = new LaneKey("pool", "/v1/chat/completions", "m", "24h");
        LaneKey responses = new LaneKey("pool", "/v1/responses", "m", "1h");
        assertThat(Partitions.ofLane(chat, 64)).isEqualTo(Partitions.ofLane(responses, 64));
    }

    @Test
    void lanesAreSpreadOverAllPartitions() {
        Set<Integer> used = new HashSet<>();
        IntStream.range(0, 200)
                .forEach(i -> used.add(Partitions.ofLane(new LaneKey("pool", "/v1/responses", "m" + i, "24h"), 8)));
        assertThat(used).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6, 7);
    }

    @Test
    void refusesAWindowOfAPartitionThatDoesNotExist() {
        WindowId window = WindowId.of(DEPLOYMENT, 8, new LaneKey("p", "/v1/responses", "m", "24h"), 1);
        assertThatThrownBy(() -> of(Topic.WINDOWS, window.text(), 8))
                .isInstanceOf(UnreadableRecordException.class)
                .hasMessageContaining("partition 8 of 8");
    }

    @Test
    void leavesTopicsForUsersToTheHashOfTheKey() {
        List<Topic> explicit =
                Arrays.stream(Topic.values()).filter(Partitions::explicit).toList();
        assertThat(explicit)
                .containsExactlyInAnyOrder(
                        Topic.LANES,
                        Topic.WINDOWS,
                        Topic.MANIFESTS,
                        Topic.LEASES,
                        Topic.STATUS,
                        Topic.JOINS,
                        Topic.COMMANDS,
                        Topic.LANE_STATUS);
        assertThatThrownBy(() -> of(Topic.RESULTS_FAILED, "custom-id", 3)).isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void sinksUseTheSamePartition() {
        byte[] key = Lease.key("joiner", 5).getBytes(StandardCharsets.UTF_8);
        assertThat(Partitions.partitioner(Topic.LEASES).partitions("batch.leases", key, new byte[0], 6))
                .isEqualTo(Optional.of(Set.of(5)));
    }

    private static int of(Topic topic, String key, int partitions) {
        return Partitions.of(topic, key.getBytes(StandardCharsets.UTF_8), partitions);
    }
}
