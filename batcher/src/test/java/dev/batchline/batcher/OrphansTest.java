package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import dev.batchline.providers.Outcome;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.WindowState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That files which a crash left at the provider are deleted a day later, and no file that anybody needs. */
@Tag("crash-row-3")
class OrphansTest {
    private static final Duration DAY = Duration.ofHours(25);

    @TempDir
    Path directory;

    private BatcherBench bench;

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void deletesTheFileOfAnUploadThatNobodyTookNoteOf() {
        String orphan = orphanOfASubmittedWindow();
        aDayLater();
        bench.until(() -> !bench.provider.files.containsKey(orphan));
        bench.settle();
        assertThat(bench.provider.files).containsOnlyKeys(submitted().fileId());
        assertThat(bench.meter("batchline.files.orphans", "outcome", "deleted")).isEqualTo(1);
    }

    @Test
    void deletesNothingThatIsYoungerThanADay() {
        String orphan = orphanOfASubmittedWindow();
        bench.pass(Duration.ofHours(23));
        bench.until(() -> bench.provider.count("files") >= 1);
        bench.settle();
        assertThat(bench.provider.files).containsKey(orphan);
    }

    @Test
    void deletesTheFileOfAWindowThatIsForgotten() {
        String orphan = orphanOfASubmittedWindow();
        bench.join(bench.window().id(), new JoinState.Done(1, 0, 0, null, null));
        bench.until(() -> bench.provider.count("delete") >= 1);
        bench.settle();
        assertThat(bench.provider.files).containsOnlyKeys(orphan);
        aDayLater();
        bench.until(() -> bench.provider.files.isEmpty());
    }

    @Test
    void keepsFilesOfOthersAndOfWindowsThatAreOnTheirWay() {
        bench = new BatcherBench(directory, BatcherBench.ceilings(1), 1_000);
        bench.provider.file("theirs.jsonl");
        bench.provider.file("abcdefgh-w0-abcdefgh-0.jsonl");
        bench.provider.createFaults.add(new FakeProvider.Fault(
                new Outcome.Throttled<>(FakeProvider.error(429, null), Optional.of(Duration.ofDays(3))), false));
        bench.sendAll("m", "a");
        bench.until(() -> bench.is("uploaded"));
        List<String> all = List.copyOf(bench.provider.files.keySet());
        aDayLater();
        bench.until(() -> bench.provider.count("files") >= 2);
        bench.settle();
        assertThat(bench.provider.files).containsOnlyKeys(all);
        assertThat(all).hasSize(3);
    }

    @Test
    void readsTheListAgainAfterItWasRefused() {
        String orphan = orphanOfASubmittedWindow();
        bench.provider.fileListFaults.add(new Outcome.Refused<>(FakeProvider.error(405, "not_supported")));
        aDayLater();
        bench.until(() -> bench.provider.count("files") == 1);
        bench.settle();
        assertThat(bench.provider.files).containsKey(orphan);
        bench.pass(Duration.ofMinutes(20));
        bench.until(() -> !bench.provider.files.containsKey(orphan));
    }

    @Test
    void goesOnWithTheNextFileWhenOneIsNotDeleted() {
        String orphan = orphanOfASubmittedWindow();
        bench.provider.file(OrphanPolicy.fileName(bench.window().id()));
        bench.provider.deleteFaults.add(new Outcome.Refused<>(FakeProvider.error(409, null)));
        aDayLater();
        bench.until(() -> bench.provider.count("delete") == 2);
        bench.settle();
        assertThat(bench.provider.files).hasSize(2);
        bench.pass(Duration.ofHours(7));
        bench.until(() -> bench.provider.files.size() == 1);
        assertThat(bench.provider.files)
                .doesNotContainKey(orphan)
                .containsKey(submitted().fileId());
    }

    @Test
    void leavesTheOthersToTheNextListWhenTheProviderDoesNotAnswer() {
        orphanOfASubmittedWindow();
        bench.provider.file(OrphanPolicy.fileName(bench.window().id()));
        bench.provider.deleteFaults.add(new Outcome.Unavailable<>(FakeProvider.error(503, null), Optional.empty()));
        aDayLater();
        bench.until(() -> bench.provider.count("delete") == 1);
        bench.settle();
        assertThat(bench.provider.count("delete")).isEqualTo(1);
        bench.pass(Duration.ofHours(7));
        bench.until(() -> bench.provider.files.size() == 1);
        assertThat(bench.provider.count("delete")).isEqualTo(3);
    }

    @Test
    void deletesNothingWhileTheProviderWantsFewerCalls() {
        String orphan = orphanOfASubmittedWindow();
        bench.provider.fileListFaults.add(new Outcome.Refused<>(FakeProvider.error(405, "not_supported")));
        aDayLater();
        bench.until(() -> bench.provider.count("files") == 1);
        bench.provider.createFaults.add(new FakeProvider.Fault(
                new Outcome.Throttled<>(FakeProvider.error(429, null), Optional.of(Duration.ofHours(1))), false));
        bench.sendAll("n", "b");
        bench.until(() -> bench.provider.creates().size() == 2);
        bench.settle();
        bench.pass(Duration.ofMinutes(20));
        bench.until(() -> bench.provider.count("files") >= 2);
        bench.settle();
        assertThat(bench.provider.count("delete")).isZero();
        bench.pass(Duration.ofMinutes(45));
        bench.until(() -> !bench.provider.files.containsKey(orphan));
    }

    /** Another life has uploaded the window's file again. */
    private String orphanOfASubmittedWindow() {
        bench = new BatcherBench(directory, BatcherBench.ceilings(1), 1_000);
        bench.sendAll("m", "a");
        bench.tick();
        await().until(() -> bench.provider.count("upload") == 1);
        String orphan = bench.provider.files.keySet().iterator().next();
        bench.anotherLife();
        bench.until(() -> bench.is("submitted"));
        assertThat(submitted().fileId()).isNotEqualTo(orphan);
        return orphan;
    }

    private void aDayLater() {
        bench.settle();
        bench.pass(DAY);
    }

    private WindowState.Submitted submitted() {
        return (WindowState.Submitted) bench.window().state();
    }
}
