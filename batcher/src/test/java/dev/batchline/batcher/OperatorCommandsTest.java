package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.CreateBatch;
import dev.batchline.providers.Outcome;
import dev.batchline.providers.RemoteBatch;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.CancelCause;
import dev.batchline.schemas.Command;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowId;
import dev.batchline.schemas.WindowState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That windows pause, go on and end when they are told to, and that no batch is cancelled that is waited for. */
class OperatorCommandsTest {
    @TempDir
    Path directory;

    private BatcherBench bench;

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aPausedLaneSubmitsNothingUntilItIsResumedEvenInAnotherLife() {
        start(1);
        bench.sendAll("m", "a");
        bench.until(() -> bench.is("submitted"));
        String lane = bench.window().facts().lane().text();
        bench.order(lane, Command.Action.PAUSE);
        bench.sendAll("m", "b");
        bench.sendAll("n", "c");
        bench.until(() -> bench.provider.creates().size() == 2);
        bench.anotherLife();
        bench.settle();
        assertThat(bench.provider.count("upload")).isEqualTo(2);
        assertThat(bench.meter("batchline.windows.waiting", "reason", "paused")).isEqualTo(1);

        bench.order(lane, Command.Action.RESUME);
        bench.until(() -> bench.provider.creates().size() == 3);
        assertThat(bench.meter("batchline.windows.waiting", "reason", "paused")).isZero();
    }

    @Test
    void everyLaneIsPausedAndResumedByAStar() {
        start(1);
        bench.order("*", Command.Action.PAUSE);
        bench.sendAll("m", "a");
        bench.sendAll("n", "b");
        bench.settle();
        assertThat(bench.provider.calls()).isEmpty();
        bench.order("*", Command.Action.RESUME);
        bench.until(() -> bench.provider.creates().size() == 2);
    }

    @Test
    void anOpenWindowIsCancelledWithItsManifestAndWithoutAnUpload() {
        start(5);
        bench.sendAll("m", "a", "b");
        WindowId id = WindowId.parse(bench.openWindow());
        bench.order(id.text(), Command.Action.CANCEL);
        bench.until(() -> bench.is("cancelled"));
        assertThat(bench.words()).as("I3").containsExactly("sealed", "cancelled");
        assertThat(bench.manifests())
                .as("by the manifest the joiner tells each item's end")
                .singleElement()
                .satisfies(part -> assertThat(part.items()).hasSize(2));
        assertThat(bench.window().facts().manifestChunks()).isEqualTo(1);
        assertThat(bench.provider.calls()).isEmpty();
    }

    @Test
    void everyWindowOfALaneIsCancelledTheOpenOneTooAndNoneOfAnother() {
        start(2);
        bench.sendAll("m", "a", "b");
        bench.until(() -> bench.is("submitted"));
        String lane = bench.window().facts().lane().text();
        bench.sendAll("n", "c", "d");
        bench.until(() -> bench.provider.creates().size() == 2);
        bench.sendAll("m", "e");
        bench.order(lane, Command.Action.CANCEL);
        bench.until(() -> bench.provider.count("cancel") == 1 && bench.words().contains("cancelled"));
        bench.settle();
        assertThat(bench.lastOfEach())
                .extracting(window ->
                        window.facts().lane().model() + " " + window.state().word())
                .containsExactly("m submitted", "n submitted", "m cancelled");
        assertThat(bench.provider.creates()).hasSize(2);
        assertThat(bench.provider.count("cancel")).isEqualTo(1);
        bench.sendAll("m", "f", "g");
        bench.until(() -> bench.provider.creates().size() == 3);
    }

    @Test
    void aSealedWindowThatWaitsIsCancelledThoughItsFilesAreGone() {
        start(1);
        bench.order("*", Command.Action.PAUSE);
        bench.sendAll("m", "a");
        bench.settle();
        bench.anotherLife();
        bench.order(bench.window().id().text(), Command.Action.CANCEL);
        bench.until(() -> bench.is("cancelled"));
        assertThat(bench.manifests()).hasSize(1);
        assertThat(bench.provider.calls()).isEmpty();
    }

    @Test
    void anIntentThatNothingWasAskedForIsDropped() {
        start(1);
        bench.provider.createFaults.add(new FakeProvider.Fault(
                new Outcome.Throttled<>(FakeProvider.error(429, null), Optional.of(Duration.ofHours(1))), false));
        bench.sendAll("m", "a");
        bench.until(() -> bench.provider.creates().size() == 1);
        bench.settle();
        bench.order(bench.window().id().text(), Command.Action.CANCEL);
        bench.until(() -> bench.is("cancelled"));
        assertThat(bench.manifests()).as("it was written with the intent").hasSize(1);
        bench.pass(Duration.ofHours(2));
        bench.settle();
        assertThat(bench.provider.creates()).hasSize(1);
    }

    @Test
    void anIntentInDoubtIsLookedForBeforeItsBatchIsCancelled() {
        start(1);
        bench.provider.createFaults.add(new FakeProvider.Fault(
                new Outcome.Unavailable<>(FakeProvider.error(0, "connection_lost"), Optional.empty()), true));
        bench.provider.listFaults.add(
                new Outcome.Unavailable<>(FakeProvider.error(503, null), Optional.of(Duration.ofSeconds(20))));
        bench.sendAll("m", "a");
        bench.until(() -> bench.provider.count("list") == 1);
        bench.settle();
        bench.order(bench.window().id().text(), Command.Action.CANCEL);
        bench.until(() -> bench.provider.count("cancel") == 1);
        assertThat(submitted().cancel().cause()).isEqualTo(CancelCause.OPERATOR);
        assertThat(bench.provider.calls()).contains("cancel " + submitted().batchId());
        assertThat(bench.words()).doesNotContain("cancelled");
    }

    @Test
    void anIntentInDoubtThatLedToNothingIsDroppedAfterTheGrace() {
        start(1);
        bench.provider.createFaults.add(new FakeProvider.Fault(
                new Outcome.Unavailable<>(FakeProvider.error(0, "connection_lost"), Optional.empty()), false));
        bench.sendAll("m", "a");
        bench.until(() -> bench.provider.count("list") >= 1);
        bench.order(bench.window().id().text(), Command.Action.CANCEL);
        bench.settle();
        assertThat(bench.is("cancelled")).as("a batch may still show up").isFalse();
        bench.pass(BatcherBench.GRACE.plusSeconds(60));
        bench.until(() -> bench.provider.count("delete") == 1);
        bench.settle();
        bench.pass(BatcherBench.GRACE.dividedBy(2));
        bench.until(() -> bench.is("cancelled"));
        assertThat(bench.provider.count("delete")).isEqualTo(1);
        assertThat(bench.provider.count("upload")).isEqualTo(1);
    }

    @Test
    void aBatchIsCancelledOnlyWhenTheWishWasReadBackAndUntilTheProviderTakesIt() {
        start(1);
        bench.sendAll("m", "a");
        bench.until(() -> bench.is("submitted"));
        bench.provider.cancelFaults.add(
                new Outcome.Unavailable<>(FakeProvider.error(503, null), Optional.of(Duration.ofSeconds(5))));
        bench.order(bench.window().id().text(), Command.Action.CANCEL);
        bench.until(() -> bench.provider.count("cancel") == 1);
        assertThat(submitted().cancel().cause()).isEqualTo(CancelCause.OPERATOR);
        bench.pass(Duration.ofSeconds(5));
        bench.until(() -> bench.provider.count("cancel") == 2);
        bench.settle();
        bench.pass(Duration.ofHours(1));
        bench.settle();
        assertThat(bench.provider.count("cancel")).as("it was taken").isEqualTo(2);

        bench.status(bench.window(), BatchStatus.CANCELLED);
        bench.anotherLife();
        bench.settle();
        assertThat(bench.provider.count("cancel")).as("it has ended").isEqualTo(2);
    }

    @Test
    void aBatchThatIsToBeCreatedAgainIsNotWhenAnOperatorWantsItsEnd() {
        start(1);
        bench.sendAll("m", "a");
        bench.until(() -> bench.is("submitted"));
        Window window = bench.window();
        bench.order(window.id().text(), Command.Action.CANCEL);
        bench.until(() -> bench.provider.count("cancel") == 1);
        bench.status(window, BatchStatus.FAILED);
        bench.join(window.id(), new JoinState.RetryCreate("token_limit_exceeded", 1, bench.clocks.now()));
        bench.until(() -> bench.is("cancelled"));
        bench.settle();
        assertThat(bench.provider.creates()).hasSize(1);
    }

    @Test
    void aBatchThatIsOverdueIsCancelledAsSuchUnlessAnOperatorAsksLater() {
        start(1);
        bench.sendAll("m", "a");
        bench.until(() -> bench.is("submitted"));
        bench.cancelBatch(bench.window().id(), submitted().batchId());
        bench.until(() -> bench.provider.count("cancel") == 1);
        assertThat(submitted().cancel().cause()).isEqualTo(CancelCause.OVERDUE);
        bench.order(bench.window().id().text(), Command.Action.CANCEL);
        bench.until(() -> submitted().cancel().cause() == CancelCause.OPERATOR);
        bench.cancelBatch(bench.window().id(), submitted().batchId());
        bench.settle();
        assertThat(submitted().cancel().cause()).isEqualTo(CancelCause.OPERATOR);
    }

    @Tag("crash-row-8")
    @Test
    void aSecondBatchIsCancelledAndCountedAndTheWindowGoesOn() {
        start(1);
        bench.sendAll("m", "a");
        bench.until(() -> bench.is("submitted"));
        RemoteBatch second = bench.provider.make(bench.provider.creates().get(0), "in_progress");
        bench.cancelBatch(bench.window().id(), second.id());
        bench.until(() -> bench.provider.count("cancel") == 1);
        bench.settle();
        assertThat(bench.provider.calls()).contains("cancel " + second.id());
        assertThat(submitted().cancel()).isNull();
        assertThat(bench.meter("batchline.batches.duplicates.cancelled")).isEqualTo(1);
    }

    @Test
    void aBatchThatRunsOnIsAskedToEndAgain() {
        start(1);
        bench.sendAll("m", "a");
        bench.until(() -> bench.is("submitted"));
        bench.cancelBatch(bench.window().id(), submitted().batchId());
        bench.until(() -> bench.provider.count("cancel") == 1);
        bench.settle();
        bench.cancelBatch(bench.window().id(), submitted().batchId());
        bench.until(() -> bench.provider.count("cancel") == 2);
    }

    @Tag("crash-row-8")
    @Test
    void aBatchThatShowsUpWhenItsWindowIsDoneIsCancelled() {
        start(1);
        bench.sendAll("m", "a");
        bench.until(() -> bench.is("submitted"));
        Window done = bench.window();
        RemoteBatch late = bench.provider.make(bench.provider.creates().get(0), "in_progress");
        bench.join(done.id(), new JoinState.Done(1, 0, 0));
        bench.settle();
        bench.cancelBatch(done.id(), late.id());
        bench.until(() -> bench.provider.count("cancel") == 1);
        bench.settle();
        assertThat(bench.provider.calls()).contains("cancel " + late.id());
        assertThat(bench.meter("batchline.batches.duplicates.cancelled")).isEqualTo(1);
    }

    @Test
    void aBatchOfSomebodyElseIsNeverCancelled() {
        start(1);
        bench.sendAll("m", "a");
        bench.until(() -> bench.is("submitted"));
        RemoteBatch theirs =
                bench.provider.make(new CreateBatch("theirs", "/v1/responses", "24h", Map.of()), "in_progress");
        bench.cancelBatch(bench.window().id(), theirs.id());
        bench.until(() -> bench.provider.count("retrieve") == 1);
        bench.settle();
        assertThat(bench.provider.count("cancel")).isZero();
    }

    @Test
    void aBatchOfAWindowInDoubtIsLeftToTheSearch() {
        start(1);
        bench.provider.createFaults.add(new FakeProvider.Fault(
                new Outcome.Unavailable<>(FakeProvider.error(0, "connection_lost"), Optional.empty()), true));
        bench.provider.listFaults.add(
                new Outcome.Unavailable<>(FakeProvider.error(503, null), Optional.of(Duration.ofSeconds(20))));
        bench.sendAll("m", "a");
        bench.until(() -> bench.provider.count("list") == 1);
        bench.settle();
        String batch = List.copyOf(bench.provider.batches.keySet()).get(0);
        bench.cancelBatch(bench.window().id(), batch);
        bench.until(() -> bench.is("submitted"));
        bench.settle();
        assertThat(submitted().batchId()).isEqualTo(batch);
        assertThat(bench.provider.count("cancel")).isZero();
    }

    @Test
    void commandsAboutNothingHaveNoEffect() {
        start(1);
        bench.order("no window", Command.Action.CANCEL);
        bench.order("abcdefgh-w0-abcdefgh-1", Command.Action.CANCEL);
        bench.order("*", Command.Action.CANCEL);
        bench.order("no|lane", Command.Action.CANCEL);
        bench.order("pool|/v1/responses|nothing of it|24h", Command.Action.CANCEL);
        bench.sendAll("m", "a");
        bench.until(() -> bench.is("submitted"));
        bench.order(bench.window().id().text(), Command.Action.CANCEL_BATCH);
        bench.settle();
        assertThat(bench.provider.count("cancel")).isZero();
    }

    private WindowState.Submitted submitted() {
        return (WindowState.Submitted) bench.window().state();
    }

    private void start(int requests) {
        bench = new BatcherBench(directory, BatcherBench.ceilings(requests), 100);
    }
}
