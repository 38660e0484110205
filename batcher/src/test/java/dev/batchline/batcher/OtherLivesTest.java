package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.batchline.providers.Outcome;
import dev.batchline.providers.RemoteBatch;
import dev.batchline.providers.RemoteFile;
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
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That a task which starts anew, loses its files or its lease neither loses a window nor pays for one twice. */
class OtherLivesTest {
    @TempDir
    Path directory;

    private BatcherBench bench;

    @AfterEach
    void close() {
        bench.close();
    }

    @Tag("crash-row-3")
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
    @Tag("crash-row-4")
    void aFileWhoseUploadWasNotToldIsUploadedAgainAndHarmsNobody() {
        start(1);
        bench.sendAll("m", "a");
        bench.tick();
        await().until(() -> bench.provider.count("upload") == 1);
        String orphan = bench.provider.files.keySet().iterator().next();
        bench.anotherLife();
        bench.until(() -> bench.is("submitted"));
        assertThat(bench.provider.count("upload")).isEqualTo(2);
        assertThat(bench.provider.creates())
                .singleElement()
                .satisfies(create -> assertThat(create.fileId()).isNotEqualTo(orphan));
        assertThat(submitted().submission()).isEqualTo(1);
    }

    @Test
    void aFileThatWasMadeAgainIsKeptUntilTheProviderTakesIt() {
        start(2);
        Outcome<RemoteFile> busy =
                new Outcome.Unavailable<>(FakeProvider.error(503, null), Optional.of(Duration.ofSeconds(2)));
        bench.provider.uploadFaults.add(busy);
        bench.sendAll("m", "a", "b");
        bench.until(() -> bench.provider.count("upload") == 1);
        bench.settle();
        bench.anotherLife();
        bench.provider.uploadFaults.addAll(List.of(busy, busy));
        bench.until(() -> bench.is("submitted"));
        assertThat(bench.provider.count("upload")).isEqualTo(4);
        assertThat(bench.lanes.scans).isEqualTo(1);
    }

    @Test
    @Tag("crash-row-7")
    @Tag("invariant-2")
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
    @Tag("crash-row-5")
    @Tag("invariant-2")
    void anotherLifeThatFindsNothingWaitsTheGraceFromItsOwnBeginning() {
        start(1);
        bench.provider.createFaults.add(new FakeProvider.Fault(
                new Outcome.Throttled<>(FakeProvider.error(429, null), Optional.of(Duration.ofMinutes(20))), false));
        bench.sendAll("m", "a");
        bench.until(() -> bench.provider.creates().size() == 1);
        bench.settle();
        bench.clocks.pass(Duration.ofMinutes(30));
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

    @Tag("crash-row-1")
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
    @Tag("invariant-14")
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

    @Tag("crash-row-12")
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

    @Tag("crash-row-8")
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

    private void start(int requests) {
        bench = new BatcherBench(directory, BatcherBench.ceilings(requests), 100);
    }
}
