package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.batchline.providers.CreateBatch;
import dev.batchline.providers.Outcome;
import dev.batchline.providers.RemoteBatch;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.ManifestItem;
import dev.batchline.schemas.SubmittedHow;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That no window is paid for twice, whatever its provider answers and whenever its task starts anew. */
class UncertainCreatesTest {
    @TempDir
    Path directory;

    private BatcherBench bench;

    @AfterEach
    void close() {
        bench.close();
    }

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
        bench.until(() -> bench.is("submitted"));
        assertThat(submitted().how()).isEqualTo(SubmittedHow.ADOPTED);
        assertThat(bench.words()).doesNotContain("rejected");
    }

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

    @Test
    void aRefusedUploadRejectsTheWindow() {
        start(1);
        bench.provider.uploadFaults.add(new Outcome.Refused<>(FakeProvider.error(413, null)));
        bench.sendAll("m", "a");
        bench.until(() -> bench.is("rejected"));
        assertThat(((WindowState.Rejected) bench.window().state()).code()).isEqualTo("http_413");
        assertThat(bench.provider.creates()).isEmpty();
    }

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

    @Test
    void anotherLifeUploadsASealedWindowAgain() {
        start(2);
        bench.provider.uploadFaults.add(
                new Outcome.Unavailable<>(FakeProvider.error(503, null), Optional.of(Duration.ofHours(1))));
        bench.sendAll("m", "a", "b");
        bench.until(() -> bench.provider.count("upload") == 1);
        bench.settle();
        bench.anotherLife();
        bench.until(() -> bench.is("submitted"));
        assertThat(bench.words()).containsExactly("sealed", "uploaded", "submitted");
        assertThat(bench.lanes.scans).as("the file was lost with the life").isPositive();
        assertThat(bench.lines(bench.provider.creates().get(0).fileId()))
                .containsExactly(BatcherBench.request("a", "m"), BatcherBench.request("b", "m"));
    }

    @Test
    void anotherLifeLooksForABatchBeforeItCreatesOne() {
        start(1);
        bench.provider.createFaults.add(new FakeProvider.Fault(
                new Outcome.Throttled<>(FakeProvider.error(429, null), Optional.of(Duration.ofSeconds(30))), false));
        bench.sendAll("m", "a");
        bench.until(() -> bench.provider.creates().size() == 1);
        bench.settle();
        RemoteBatch theirs = bench.provider.make(bench.provider.creates().get(0), "in_progress");
        bench.anotherLife();
        bench.until(() -> bench.is("submitted"));
        assertThat(submitted().how()).isEqualTo(SubmittedHow.ADOPTED);
        assertThat(submitted().batchId()).isEqualTo(theirs.id());
        assertThat(bench.provider.creates()).as("I2").hasSize(1);
    }

    @Test
    void anotherLifeThatFindsNothingWaitsTheGraceFromItsOwnBeginning() {
        start(1);
        bench.provider.createFaults.add(new FakeProvider.Fault(
                new Outcome.Throttled<>(FakeProvider.error(429, null), Optional.of(Duration.ofHours(1))), false));
        bench.sendAll("m", "a");
        bench.until(() -> bench.provider.creates().size() == 1);
        bench.settle();
        bench.pass(Duration.ofMinutes(30));
        bench.anotherLife();
        bench.until(() -> bench.provider.count("list") >= 1);
        bench.settle();
        assertThat(bench.provider.creates()).hasSize(1);
        assertThat(bench.provider.count("delete")).isZero();
        bench.pass(BatcherBench.GRACE.plusSeconds(60));
        bench.until(() -> bench.is("submitted"));
        assertThat(submitted().submission()).isEqualTo(2);
        assertThat(bench.provider.creates()).hasSize(2);
        assertThat(bench.provider.count("delete")).isEqualTo(1);
    }

    @Test
    void aRetryThatComesWhileTheTaskStartsIsNotCreatedBeforeItsIntentWasReadBack() {
        start(1);
        bench.sendAll("m", "a");
        bench.until(() -> bench.is("submitted"));
        Window window = bench.window();
        bench.anotherLife();
        bench.join(window.id(), new JoinState.RetryCreate("token_limit_exceeded", 1, bench.clocks.now()));
        bench.until(() -> bench.is("submitted") && submitted().submission() == 2);
        assertThat(bench.provider.creates()).as("I2").hasSize(2);
        bench.settle();
        assertThat(bench.provider.creates()).hasSize(2);
    }

    @Test
    void anOpenWindowGoesOnInAnotherLifeWithIdsOfItsOwn() {
        start(4);
        bench.sendAll("m", "a", "b");
        bench.anotherLife();
        bench.sendAll("m", "a", "c");
        bench.until(() -> bench.is("submitted"));
        Window window = bench.window();
        assertThat(window.facts().requests()).isEqualTo(4);
        assertThat(bench.manifests().get(0).items())
                .extracting(ManifestItem::idOnWire)
                .containsExactly("a", "b", window.id().wireId(2), window.id().wireId(3));
        assertThat(bench.lines(submitted().fileId()))
                .as("I14")
                .hasSize(4)
                .first()
                .isEqualTo(BatcherBench.request("a", "m"));
        assertThat(bench.lanes.scans).isPositive();
    }

    @Test
    void aSpoolFileThatWasChangedIsNeverSubmitted() throws IOException {
        start(2);
        bench.sendAll("m", "a", "b");
        Path file = spooled(".jsonl");
        byte[] bytes = Files.readAllBytes(file);
        bytes[bytes.length / 2] ^= 1;
        Files.write(file, bytes);
        bench.until(() -> bench.is("submitted"));
        assertThat(bench.lines(submitted().fileId()))
                .as("I14")
                .containsExactly(BatcherBench.request("a", "m"), BatcherBench.request("b", "m"));
        assertThat(bench.provider.count("upload")).isEqualTo(2);
        assertThat(bench.provider.files)
                .as("the wrong file is deleted")
                .containsOnlyKeys(submitted().fileId());
    }

    @Test
    void aSidecarThatLostAnItemIsNeverPublished() throws IOException {
        start(3);
        bench.sendAll("m", "a", "b", "c");
        Path file = spooled(".sidecar");
        byte[] all = Files.readAllBytes(file);
        assertThat(all.length % 3).as("three items of one length").isZero();
        Files.write(file, Arrays.copyOf(all, all.length / 3 * 2));
        bench.until(() -> bench.is("submitted"));
        assertThat(bench.manifests().get(0).items())
                .extracting(ManifestItem::customId)
                .containsExactly("a", "b", "c");
        assertThat(bench.lanes.scans).isEqualTo(1);
    }

    @Test
    void aSidecarThatIsTornIsMadeAgain() throws IOException {
        start(2);
        bench.sendAll("m", "a", "b");
        Path file = spooled(".sidecar");
        byte[] all = Files.readAllBytes(file);
        Files.write(file, Arrays.copyOf(all, all.length - 3));
        bench.until(() -> bench.is("submitted"));
        assertThat(bench.manifests().get(0).items()).hasSize(2);
    }

    @Test
    void createsNothingWhenTheLeaseHasRunOut() {
        start(1);
        bench.provider.createFaults.add(new FakeProvider.Fault(
                new Outcome.Throttled<>(FakeProvider.error(429, null), Optional.of(Duration.ofSeconds(1))), false));
        bench.sendAll("m", "a");
        bench.until(() -> bench.provider.creates().size() == 1);
        bench.settle();
        bench.pass(Duration.ofSeconds(5));
        await().during(Duration.ofMillis(100))
                .until(() -> bench.provider.creates().size() == 1);
        bench.until(() -> bench.is("submitted"));
        assertThat(bench.provider.creates())
                .as("the lease that was renewed was read back")
                .hasSize(2);
    }

    @Test
    void aCreateThatWaitedForItsTurnIsNotSentWhenTheLeaseHasRunOut() {
        bench = new BatcherBench(directory, BatcherBench.ceilings(1), 100, 1);
        CountDownLatch hold = new CountDownLatch(1);
        bench.provider.holdCreates = hold;
        bench.sendAll("m1", "a");
        bench.sendAll("m2", "b");
        bench.until(() -> bench.provider.held.getCount() == 0
                && bench.lastOfEach().stream().allMatch(w -> w.state() instanceof WindowState.Uploaded));
        bench.settle();

        bench.clocks.pass(Duration.ofSeconds(6));
        hold.countDown();
        await().during(Duration.ofMillis(100))
                .until(() -> bench.provider.creates().size() <= 1);
        bench.until(() -> bench.lastOfEach().stream().allMatch(w -> w.state() instanceof WindowState.Submitted));
        assertThat(bench.provider.creates()).hasSize(2);
    }

    private Path spooled(String suffix) throws IOException {
        try (Stream<Path> tree = Files.walk(directory)) {
            return tree.filter(path -> path.toString().endsWith(suffix))
                    .findFirst()
                    .orElseThrow();
        }
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
