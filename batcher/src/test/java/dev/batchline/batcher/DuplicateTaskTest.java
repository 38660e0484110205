package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.CreateBatch;
import dev.batchline.providers.Outcome;
import dev.batchline.providers.RemoteBatch;
import dev.batchline.runtime.SettableClocks;
import dev.batchline.schemas.DeploymentId;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.WindowId;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** That a second batch is cancelled only if it is one, it goes on, and the partition is still ours. */
class DuplicateTaskTest {
    private static final LaneKey LANE = new LaneKey("p", "/v1/responses", "m", "24h");
    private static final WindowId ID = WindowId.of(DeploymentId.of("c", "t"), 0, LANE, 7);

    private final FakeProvider provider = new FakeProvider(new SettableClocks());

    @Test
    void cancelsABatchThatCarriesTheWindow() {
        assertThat(end(make(Marks.of(ID, 3), "in_progress"), true)).isInstanceOf(DuplicateTask.Result.Cancelled.class);
        assertThat(provider.count("cancel")).isEqualTo(1);
    }

    @Test
    void leavesAloneWhatCarriesAnotherWindowOrDeployment() {
        WindowId otherWindow = WindowId.of(DeploymentId.of("c", "t"), 0, LANE, 8);
        WindowId otherDeployment = WindowId.of(DeploymentId.of("c", "u"), 0, LANE, 7);
        for (Map<String, String> metadata :
                List.of(Map.<String, String>of(), Marks.of(otherWindow, 1), Marks.of(otherDeployment, 1))) {
            assertThat(end(make(metadata, "in_progress"), true)).isInstanceOf(DuplicateTask.Result.LeftAlone.class);
        }
        assertThat(provider.count("cancel")).isZero();
    }

    @Test
    void leavesAloneWhatEndsAlready() {
        for (String status : new String[] {"completed", "cancelling", "cancelled", "failed", "expired"}) {
            assertThat(end(make(Marks.of(ID, 1), status), true)).isInstanceOf(DuplicateTask.Result.LeftAlone.class);
        }
        assertThat(provider.count("cancel")).isZero();
    }

    @Test
    void cancelsNothingOnceTheLeaseIsOverOrTheBatchCannotBeLookedAt() {
        assertThat(end(make(Marks.of(ID, 1), "in_progress"), false)).isInstanceOf(DuplicateTask.Result.LeftAlone.class);
        assertThat(end("nowhere", true)).isInstanceOf(DuplicateTask.Result.LeftAlone.class);
        assertThat(provider.count("cancel")).isZero();
    }

    @Test
    void aRefusalIsNoCancellation() {
        provider.cancelFaults.add(new Outcome.Unavailable<>(FakeProvider.error(503, null), Optional.empty()));
        assertThat(end(make(Marks.of(ID, 1), "in_progress"), true)).isInstanceOf(DuplicateTask.Result.LeftAlone.class);
    }

    private String make(Map<String, String> metadata, String status) {
        RemoteBatch batch = provider.make(new CreateBatch("file", "/v1/responses", "24h", metadata), status);
        return batch.id();
    }

    private DuplicateTask.Result end(String batchId, boolean owner) {
        return new DuplicateTask(provider, ID, batchId, () -> owner).call();
    }
}
