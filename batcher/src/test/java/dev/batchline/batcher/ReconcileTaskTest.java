package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.CreateBatch;
import dev.batchline.providers.RemoteBatch;
import dev.batchline.runtime.SettableClocks;
import dev.batchline.schemas.DeploymentId;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowId;
import dev.batchline.schemas.WindowState;
import java.time.Duration;
import java.time.Instant;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** A reconciliation of a task that lost its partition while it was under way. */
class ReconcileTaskTest {
    private static final LaneKey LANE = new LaneKey("p", "/v1/responses", "m", "24h");
    private static final WindowId ID = WindowId.of(DeploymentId.of("c", "t"), 0, LANE, 7);
    private static final @Nullable UploadTask NEVER_CALLED = null;

    private final SettableClocks clocks = new SettableClocks();
    private final FakeProvider provider = new FakeProvider(clocks);
    private final Account account = new Account("a", "p", 10, provider);
    private final WindowState.Uploaded intent =
            new WindowState.Open().seal("a", clocks.now()).uploaded("file", "earlier life", clocks.now());

    @Test
    void deletesNoFileOnceTheLeaseIsOver() throws Exception {
        assertThat(reconcile(false)).isInstanceOf(ReconcileTask.Result.NotFound.class);
        assertThat(provider.count("delete")).isZero();
    }

    @Test
    void cancelsNoBatchOnceTheLeaseIsOver() throws Exception {
        CreateBatch request = new CreateBatch("file", "/v1/responses", "24h", Marks.of(ID, 1));
        RemoteBatch older = provider.make(request, "in_progress");
        clocks.pass(Duration.ofSeconds(1));
        provider.make(request, "in_progress");

        assertThat(reconcile(false)).isInstanceOf(ReconcileTask.Result.NotFound.class);
        assertThat(provider.count("cancel")).isZero();
        assertThat(reconcile(true))
                .isInstanceOfSatisfying(
                        ReconcileTask.Result.Found.class,
                        found -> assertThat(found.batch().id()).isEqualTo(older.id()));
        assertThat(provider.count("cancel")).isEqualTo(1);
    }

    @Test
    void keepsBatchThatIsListedTwice() throws Exception {
        RemoteBatch only =
                provider.make(new CreateBatch("file", "/v1/responses", "24h", Marks.of(ID, 1)), "in_progress");
        provider.ignoresCursors = true;

        assertThat(reconcile(true)).isEqualTo(new ReconcileTask.Result.Found(only, 0));
        assertThat(provider.count("cancel")).isZero();
        assertThat(provider.count("list")).isEqualTo(2);
    }

    @Test
    void findsBatchOfProviderWhoseClockIsHoursBehind() throws Exception {
        provider.behind = Duration.ofHours(6);
        RemoteBatch only =
                provider.make(new CreateBatch("file", "/v1/responses", "24h", Marks.of(ID, 1)), "in_progress");

        assertThat(reconcile(true)).isEqualTo(new ReconcileTask.Result.Found(only, 0));
    }

    private ReconcileTask.Result reconcile(boolean owner) throws Exception {
        Instant now = clocks.now();
        Window window = Window.open(
                        ID,
                        OpenWindow.empty(ID, LANE, LineMaker.withoutFilter(ID, Integer.MAX_VALUE, 4_000), now)
                                .facts())
                .to(intent);
        return new ReconcileTask(window, intent, account, SubmitPolicy.Plan.Step.FENCE, NEVER_CALLED, () -> owner)
                .call();
    }
}
