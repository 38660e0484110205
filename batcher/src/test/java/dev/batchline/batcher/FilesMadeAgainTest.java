package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.Outcome;
import dev.batchline.schemas.WindowState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is left on disk of spool files that an earlier life lost. */
class FilesMadeAgainTest {
    @TempDir
    private Path directory;

    private BatcherBench bench;

    @BeforeEach
    void losesAFileThatWaitsForItsUpload() {
        bench = new BatcherBench(directory, BatcherBench.ceilings(2), 2_000);
        bench.anotherLife();
        bench.provider.uploadFaults.add(unavailable());
        bench.sendAll("m", "a", "b");
        bench.until(() -> bench.provider.count("upload") == 1);
        bench.settle();
        bench.anotherLife();
    }

    @AfterEach
    void closesBench() {
        bench.close();
    }

    @Test
    @Tag("invariant-9")
    void nothingIsLeftWhenTheProviderRefusesThem() throws IOException {
        bench.provider.uploadFaults.add(new Outcome.Refused<>(FakeProvider.error(400, "invalid_file")));
        awaits("rejected");
        assertThat(bench.lanes.scans).isEqualTo(1);
        assertThat(files()).isEmpty();
        assertThat(bench.meter("batchline.spool.used")).isZero();
    }

    @Test
    void theyAreKeptForTheNextTryAndGoneWhenThereIsABatch() throws IOException {
        bench.provider.uploadFaults.add(unavailable());
        bench.until(() -> bench.provider.count("upload") == 2);
        bench.settle();
        assertThat(files()).hasSize(2);
        awaits("submitted");
        bench.settle();
        assertThat(bench.lanes.scans).as("made again once").isEqualTo(1);
        assertThat(bench.window().state()).isInstanceOf(WindowState.Submitted.class);
        assertThat(files()).isEmpty();
        assertThat(bench.meter("batchline.spool.used")).isZero();
    }

    private void awaits(String word) {
        bench.until(() -> {
            bench.pass(Duration.ofMillis(500));
            return bench.is(word);
        });
    }

    private List<Path> files() throws IOException {
        try (Stream<Path> all = Files.walk(directory.resolve("spool"))) {
            return all.filter(Files::isRegularFile).toList();
        }
    }

    private static <T> Outcome<T> unavailable() {
        return new Outcome.Unavailable<>(FakeProvider.error(503, null), Optional.empty());
    }
}
