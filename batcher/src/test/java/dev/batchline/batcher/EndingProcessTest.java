package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.Outcome;
import dev.batchline.schemas.SubmittedHow;
import dev.batchline.schemas.WindowState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That a process which is told to end leaves nothing that its successor has to look for. */
class EndingProcessTest {
    @TempDir
    Path directory;

    private BatcherBench bench;

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void anIntentThatNothingWasAskedForIsTakenOverWithoutASearch() {
        start();
        throttleCreates(Duration.ofSeconds(30));
        bench.sendAll("m", "a");
        bench.until(() -> bench.provider.creates().size() == 1);
        bench.settle();
        String file = ((WindowState.Uploaded) bench.window().state()).fileId();
        bench.quiesce();
        WindowState.Uploaded withdrawn = (WindowState.Uploaded) bench.window().state();
        assertThat(withdrawn.life()).isNull();

        bench.restart();
        bench.pass(Duration.ofSeconds(30));
        bench.until(() -> bench.is("submitted"));
        WindowState.Submitted submitted = (WindowState.Submitted) bench.window().state();
        assertThat(submitted.how()).isEqualTo(SubmittedHow.CREATED);
        assertThat(submitted.fileId()).isEqualTo(file);
        assertThat(submitted.submission()).isEqualTo(1);
        assertThat(bench.provider.count("list")).isZero();
        assertThat(bench.provider.count("upload")).isEqualTo(1);
        assertThat(bench.provider.batches).hasSize(1);
    }

    @Test
    void nothingNewIsAskedForAndTheLastReplyIsCommitted() {
        start();
        CountDownLatch hold = new CountDownLatch(1);
        bench.provider.holdCreates = hold;
        bench.sendAll("m", "a");
        bench.until(() -> bench.provider.held.getCount() == 0);
        hold.countDown();
        bench.quiesce();
        assertThat(bench.is("submitted")).isTrue();
        bench.sendAll("m", "b");
        bench.settle();
        assertThat(bench.provider.count("upload")).isEqualTo(1);
        bench.restart();
        bench.until(() -> bench.lastOfEach().stream().allMatch(w -> w.state() instanceof WindowState.Submitted));
        assertThat(bench.provider.creates()).hasSize(2);
        assertThat(bench.provider.count("list")).isZero();
    }

    @Test
    void anUploadThatEndsWhileTheProcessEndsIsNoIntent() {
        start();
        CountDownLatch hold = new CountDownLatch(1);
        bench.provider.holdUploads = hold;
        bench.sendAll("m", "a");
        bench.until(() -> bench.provider.held.getCount() == 0);
        hold.countDown();
        bench.quiesce();
        assertThat(((WindowState.Uploaded) bench.window().state()).life()).isNull();
        assertThat(bench.provider.creates()).isEmpty();
        bench.restart();
        bench.until(() -> bench.is("submitted"));
        assertThat(bench.provider.count("list")).isZero();
        assertThat(bench.provider.count("upload")).isEqualTo(1);
    }

    @Test
    void anIntentInDoubtIsNotWithdrawn() {
        start();
        bench.provider.createFaults.add(new FakeProvider.Fault(
                new Outcome.Unavailable<>(FakeProvider.error(0, "connection_lost"), Optional.of(Duration.ofHours(1))),
                true));
        bench.provider.listFaults.add(
                new Outcome.Unavailable<>(FakeProvider.error(503, null), Optional.of(Duration.ofHours(1))));
        bench.sendAll("m", "a");
        bench.until(() -> bench.provider.count("list") == 1);
        bench.settle();
        bench.quiesce();
        assertThat(((WindowState.Uploaded) bench.window().state()).life()).isNotNull();
        bench.restart();
        bench.until(() -> bench.is("submitted"));
        assertThat(bench.provider.creates()).as("I2").hasSize(1);
    }

    private void throttleCreates(Duration wait) {
        bench.provider.createFaults.add(new FakeProvider.Fault(
                new Outcome.Throttled<>(FakeProvider.error(429, null), Optional.of(wait)), false));
    }

    private void start() {
        bench = new BatcherBench(directory, BatcherBench.ceilings(1), 100);
    }
}
