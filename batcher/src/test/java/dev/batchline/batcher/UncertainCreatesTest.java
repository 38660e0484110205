package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.CreateBatch;
import dev.batchline.providers.Outcome;
import dev.batchline.providers.RemoteBatch;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.SubmittedHow;
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
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** That no window is paid for twice, whatever its provider answers. */
class UncertainCreatesTest {
    @TempDir
    Path directory;

    private BatcherBench bench;

    @AfterEach
    void close() {
        bench.close();
    }

    @Tag("crash-row-6")
    @Test
    void aLostReplyIsLookedForAndItsBatchAdopted() {
        start(1);
        bench.provider.createFaults.add(unavailable(true));
        bench.sendAll("m", "a");
        bench.until(() -> bench.is("submitted"));

        WindowState.Submitted submitted = submitted();
        assertThat(submitted.how()).isEqualTo(SubmittedHow.ADOPTED);
        assertThat(bench.provider.batches).containsOnlyKeys(submitted.batchId());
        assertThat(bench.provider.creates()).as("I2").hasSize(1);
        assertThat(bench.provider.count("delete")).isZero();
    }

    @Tag("crash-row-6")
    @Test
    void aBatchIsFoundBehindNewerOnesOfProviderWhoseClockIsHoursBehind() {
        start(1);
        bench.provider.createFaults.add(unavailable(true));
        bench.provider.behind = Duration.ofHours(6).minusMinutes(1);
        for (int other = 0; other < 3; other++) {
            bench.provider.make(new CreateBatch("file_of_another", "/v1/responses", "24h", Map.of()), "in_progress");
        }
        bench.provider.behind = Duration.ofHours(6);
        bench.sendAll("m", "a");
        bench.until(() -> bench.is("submitted"));
        assertThat(submitted().how()).isEqualTo(SubmittedHow.ADOPTED);
        assertThat(bench.provider.creates()).as("I2").hasSize(1);
    }

    @Tag("crash-row-5")
    @Test
    void theGraceIsNotOverWhenOnlyTheTimeOfDayIsSetForward() {
        start(1);
        bench.provider.createFaults.add(unavailable(false));
        bench.sendAll("m", "a");
        bench.until(() -> bench.provider.count("list") >= 1);
        bench.clocks.jump(Duration.ofHours(1));
        bench.settle();
        bench.settle();
        assertThat(bench.provider.count("delete")).isZero();
        assertThat(bench.provider.creates()).hasSize(1);
    }

    @Tag("crash-row-6")
    @Test
    void aBatchThatShowsUpLateIsAdopted() {
        start(1);
        bench.provider.createFaults.add(unavailable(false));
        bench.sendAll("m", "a");
        bench.until(() -> bench.provider.count("list") >= 2);
        bench.provider.make(bench.provider.creates().get(0), "in_progress");
        bench.until(() -> bench.is("submitted"));
        assertThat(submitted().how()).isEqualTo(SubmittedHow.ADOPTED);
        assertThat(bench.provider.creates()).as("I2").hasSize(1);
    }

    @Tag("crash-row-5")
    @Test
    void aCreateThatTookNoEffectIsMadeFromANewFileAfterTheGrace() {
        start(1);
        bench.provider.createFaults.add(unavailable(false));
        bench.sendAll("m", "a");
        bench.until(() -> bench.provider.count("list") >= 1);
        String first = bench.provider.creates().get(0).fileId();
        bench.pass(BatcherBench.GRACE.minusSeconds(10));
        bench.settle();
        assertThat(bench.provider.count("delete")).as("the grace is not over").isZero();
        assertThat(bench.provider.creates()).hasSize(1);

        bench.pass(Duration.ofSeconds(70));
        bench.until(() -> bench.provider.count("delete") == 1);
        bench.settle();
        assertThat(bench.provider.count("upload"))
                .as("a batch made before may be missing on the list")
                .isEqualTo(1);

        bench.pass(BatcherBench.GRACE.dividedBy(2));
        bench.until(() -> bench.is("submitted"));
        assertThat(bench.provider.files).doesNotContainKey(first);
        assertThat(bench.provider.creates()).hasSize(2);
        CreateBatch second = bench.provider.creates().get(1);
        assertThat(second.fileId()).isNotEqualTo(first);
        assertThat(second.metadata()).containsEntry("batchline-submission", "2");
        assertThat(submitted().submission()).isEqualTo(2);
        List<String> calls = bench.provider.calls();
        int deleted = calls.indexOf("delete " + first);
        assertThat(calls.subList(deleted - 1, deleted + 4))
                .as("list, delete, list again, then upload and create")
                .extracting(call -> call.split(" ")[0])
                .containsExactly("list", "delete", "list", "upload", "create");
    }

    @Test
    void aBatchThatAppearsBehindTheDeletedFileIsAdopted() {
        start(1);
        bench.provider.createFaults.add(unavailable(false));
        bench.provider.pageSize = 1;
        for (int i = 0; i < 5; i++) {
            bench.provider.make(new CreateBatch("theirs" + i, "/v1/responses", "24h", java.util.Map.of()), "completed");
        }
        bench.sendAll("m", "a");
        bench.until(() -> bench.provider.count("list") >= 5);
        bench.provider.make(bench.provider.creates().get(0), "validating");
        bench.clocks.pass(Duration.ofSeconds(1));
        for (int i = 5; i < 9; i++) {
            bench.provider.make(new CreateBatch("theirs" + i, "/v1/responses", "24h", java.util.Map.of()), "completed");
        }
        bench.until(() -> bench.is("submitted"));
        assertThat(submitted().how()).isEqualTo(SubmittedHow.ADOPTED);
        assertThat(bench.provider.count("cancel")).isZero();
    }

    @Tag("crash-row-5")
    @Test
    void ofSeveralBatchesTheOldestIsKeptAndTheOthersAreCancelled() {
        start(1);
        bench.provider.createFaults.add(unavailable(true));
        bench.sendAll("m", "a");
        bench.until(() -> bench.provider.creates().size() == 1);
        RemoteBatch oldest = List.copyOf(bench.provider.batches.values()).get(0);
        bench.clocks.pass(Duration.ofMillis(1));
        RemoteBatch younger = bench.provider.make(bench.provider.creates().get(0), "validating");
        bench.until(() -> bench.is("submitted"));
        assertThat(submitted().batchId()).isEqualTo(oldest.id());
        assertThat(bench.provider.calls()).contains("cancel " + younger.id()).doesNotContain("cancel " + oldest.id());
    }

    @Test
    void noneIsAdoptedBeforeTheOthersAreSureToEnd() {
        start(1);
        bench.provider.createFaults.add(unavailable(true));
        bench.provider.cancelFaults.add(new Outcome.Unavailable<>(FakeProvider.error(503, null), Optional.empty()));
        bench.sendAll("m", "a");
        bench.until(() -> bench.provider.creates().size() == 1);
        bench.clocks.pass(Duration.ofMillis(1));
        RemoteBatch younger = bench.provider.make(bench.provider.creates().get(0), "validating");
        bench.until(() -> bench.is("submitted"));
        assertThat(bench.provider.calls().stream().filter(call -> call.equals("cancel " + younger.id())))
                .as("asked again after the first time failed")
                .hasSize(2);
    }

    @Test
    void aProviderThatDeletesNoFilesGetsANewOneNevertheless() {
        start(1);
        bench.provider.createFaults.add(unavailable(false));
        bench.provider.deleteFaults.add(new Outcome.Refused<>(FakeProvider.error(405, null)));
        bench.sendAll("m", "a");
        bench.until(() -> bench.provider.count("list") >= 1);
        bench.pass(BatcherBench.GRACE.plusSeconds(60));
        bench.until(() -> bench.is("submitted"));
        assertThat(submitted().submission()).isEqualTo(2);
    }

    @Test
    void aListThatIsRefusedRejectsNothing() {
        start(1);
        bench.provider.createFaults.add(unavailable(true));
        bench.provider.listFaults.add(new Outcome.Refused<>(FakeProvider.error(400, "bad")));
        bench.provider.listFaults.add(new Outcome.Throttled<>(FakeProvider.error(429, null), Optional.empty()));
        bench.sendAll("m", "a");
        bench.until(() -> bench.provider.count("list") == 1);
        bench.settle();
        bench.pass(Duration.ofMinutes(1));
        bench.until(() -> bench.is("submitted"));
        assertThat(submitted().how()).isEqualTo(SubmittedHow.ADOPTED);
        assertThat(bench.words()).doesNotContain("rejected");
    }

    @Tag("crash-row-9")
    @Test
    void aThrottledCreateIsSentAgainForTheSameFile() {
        start(1);
        bench.provider.createFaults.add(new FakeProvider.Fault(
                new Outcome.Throttled<>(FakeProvider.error(429, null), Optional.of(Duration.ofSeconds(30))), false));
        bench.sendAll("m", "a");
        bench.until(() -> bench.provider.creates().size() == 1);
        bench.settle();
        assertThat(bench.provider.creates()).hasSize(1);
        bench.pass(Duration.ofSeconds(30));
        bench.until(() -> bench.is("submitted"));
        assertThat(bench.provider.creates())
                .hasSize(2)
                .allSatisfy(create ->
                        assertThat(create).isEqualTo(bench.provider.creates().get(0)));
        assertThat(bench.provider.count("list")).isZero();
    }

    @Tag("crash-row-9")
    @Test
    void aFileThatIsGoneIsUploadedAgain() {
        start(1);
        bench.provider.createFaults.add(
                new FakeProvider.Fault(new Outcome.NotFound<>(FakeProvider.error(404, "file_not_found")), false));
        bench.sendAll("m", "a");
        bench.until(() -> bench.is("submitted"));
        assertThat(bench.words()).as("I3").containsExactly("sealed", "uploaded", "sealed", "uploaded", "submitted");
        assertThat(submitted().submission()).isEqualTo(2);
    }

    @Test
    void aRefusedCreateRejectsTheWindow() {
        start(1);
        bench.provider.createFaults.add(
                new FakeProvider.Fault(new Outcome.Refused<>(FakeProvider.error(400, "invalid_file")), false));
        bench.sendAll("m", "a");
        bench.until(() -> bench.is("rejected"));
        assertThat(((WindowState.Rejected) bench.window().state()).code()).isEqualTo("invalid_file");
        bench.settle();
        assertThat(bench.provider.creates()).hasSize(1);
        bench.join(bench.window().id(), new JoinState.Done(0, 1, 0));
        bench.until(() -> bench.lanes.begin() == 1);
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 413, 422})
    @Tag("crash-row-9")
    void aDefiniteRefusalRejectsTheWindow(int status) {
        start(1);
        bench.provider.createFaults.add(
                new FakeProvider.Fault(new Outcome.Refused<>(FakeProvider.error(status, null)), false));
        bench.sendAll("m", "a");
        bench.until(() -> bench.is("rejected"));
        assertThat(((WindowState.Rejected) bench.window().state()).code()).isEqualTo("http_" + status);
        assertThat(bench.meter("batchline.batches.creates", "outcome", "refused"))
                .isEqualTo(1);
    }

    @Tag("crash-row-8")
    @Test
    void aZombieThatWasFrozenBeforeItsCreateNamesAFileThatIsGone() {
        start(1);
        bench.provider.createFaults.add(new FakeProvider.Fault(
                new Outcome.Throttled<>(FakeProvider.error(429, null), Optional.of(Duration.ofSeconds(1))), false));
        bench.sendAll("m", "a");
        bench.until(() -> bench.provider.creates().size() == 1);
        CreateBatch frozen = bench.provider.creates().get(0);
        bench.anotherLife();
        bench.until(() -> bench.provider.count("list") >= 1);
        bench.pass(BatcherBench.GRACE.plusSeconds(60));
        bench.until(() -> bench.is("submitted"));

        assertThat(bench.provider.create(frozen))
                .as("it wakes when its successor is done")
                .isInstanceOf(Outcome.NotFound.class);
        assertThat(bench.provider.batches).as("I2").containsOnlyKeys(submitted().batchId());
    }

    @Tag("crash-row-8")
    @Test
    void aCreateThatTakesEffectAfterTheGraceButBeforeItsFileIsGoneIsAdopted() {
        start(1);
        bench.provider.createFaults.add(unavailable(false));
        bench.sendAll("m", "a");
        bench.until(() -> bench.provider.count("list") >= 1);
        bench.provider.onDelete =
                () -> bench.provider.make(bench.provider.creates().get(0), "validating");
        bench.pass(BatcherBench.GRACE.plusSeconds(60));
        bench.until(() -> bench.is("submitted"));
        assertThat(submitted().how()).isEqualTo(SubmittedHow.ADOPTED);
        assertThat(bench.provider.count("delete")).isEqualTo(1);
        assertThat(bench.provider.creates()).as("I2").hasSize(1);
        assertThat(bench.provider.count("upload")).isEqualTo(1);
    }

    @Tag("crash-row-8")
    @Test
    void aBatchThatIsListedOnlyAfterItsFileIsGoneIsAdopted() {
        start(1);
        bench.provider.createFaults.add(unavailable(false));
        bench.provider.listLag = BatcherBench.GRACE.dividedBy(2);
        bench.sendAll("m", "a");
        bench.until(() -> bench.provider.count("list") >= 1);
        bench.provider.onDelete =
                () -> bench.provider.make(bench.provider.creates().get(0), "validating");
        bench.pass(BatcherBench.GRACE.plusSeconds(60));
        bench.until(() -> bench.provider.count("delete") == 1);
        bench.settle();
        bench.pass(bench.provider.listLag);
        bench.until(() -> bench.is("submitted"));
        assertThat(submitted().how()).isEqualTo(SubmittedHow.ADOPTED);
        assertThat(bench.provider.creates()).as("I2").hasSize(1);
    }

    @Test
    void aRefusedUploadRejectsTheWindow() {
        start(1);
        bench.provider.uploadFaults.add(new Outcome.Refused<>(FakeProvider.error(413, null)));
        bench.sendAll("m", "a");
        bench.until(() -> bench.is("rejected"));
        assertThat(((WindowState.Rejected) bench.window().state()).code()).isEqualTo("http_413");
        assertThat(bench.provider.creates()).isEmpty();
        assertThat(bench.manifests())
                .as("I1: by the manifest the joiner tells each item's end")
                .hasSize(1)
                .allSatisfy(part -> assertThat(part.items()).hasSize(1));
        assertThat(bench.window().facts().manifestChunks()).isEqualTo(1);
    }

    @Tag("crash-row-9")
    @Test
    void aBlockedAccountKeepsItsWindowsWaiting() {
        start(1);
        bench.provider.createFaults.add(
                new FakeProvider.Fault(new Outcome.AccountBlocked<>(FakeProvider.error(401, null)), false));
        bench.sendAll("m", "a");
        bench.until(() -> bench.provider.creates().size() == 1);
        bench.settle();
        assertThat(bench.is("uploaded")).isTrue();
        bench.pass(Duration.ofMinutes(1));
        bench.until(() -> bench.is("submitted"));
        assertThat(bench.words()).containsExactly("sealed", "uploaded", "submitted");
    }

    @Tag("crash-row-10")
    @Test
    void retryCreateAsksAgainForTheSameFileUnderTheNextNumber() {
        start(1);
        bench.sendAll("m", "a");
        bench.until(() -> bench.is("submitted"));
        WindowState.Submitted first = submitted();
        bench.join(
                bench.window().id(),
                new JoinState.RetryCreate(
                        "token_limit_exceeded", 1, bench.clocks.now().plusSeconds(20)));
        bench.settle();
        assertThat(bench.is("uploaded")).isTrue();
        assertThat(bench.provider.creates()).hasSize(1);
        bench.pass(Duration.ofSeconds(20));
        bench.until(() -> bench.is("submitted"));
        assertThat(submitted().submission()).isEqualTo(2);
        assertThat(submitted().fileId()).isEqualTo(first.fileId());
        assertThat(submitted().batchIds()).containsExactly(first.batchId());
        assertThat(bench.provider.creates().get(1).metadata()).containsEntry("batchline-submission", "2");
        assertThat(bench.provider.count("upload")).isEqualTo(1);
    }

    @Test
    void aLostReplyToTheSecondCreateDoesNotAdoptTheFirstBatch() {
        start(1);
        bench.sendAll("m", "a");
        bench.until(() -> bench.is("submitted"));
        String first = submitted().batchId();
        bench.provider.createFaults.add(unavailable(true));
        bench.join(bench.window().id(), new JoinState.RetryCreate("token_limit_exceeded", 1, bench.clocks.now()));
        bench.until(() -> bench.provider.creates().size() == 2 && bench.is("submitted"));
        assertThat(submitted().how()).isEqualTo(SubmittedHow.ADOPTED);
        assertThat(submitted().batchId()).isNotEqualTo(first);
    }

    private WindowState.Submitted submitted() {
        return (WindowState.Submitted) bench.window().state();
    }

    private static FakeProvider.Fault unavailable(boolean created) {
        return new FakeProvider.Fault(
                new Outcome.Unavailable<>(FakeProvider.error(0, "connection_lost"), Optional.empty()), created);
    }

    private void start(int requests) {
        bench = new BatcherBench(directory, BatcherBench.ceilings(requests), 100);
    }
}
