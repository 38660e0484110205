package dev.batchline.joiner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.Outcome;
import dev.batchline.providers.ProviderError;
import dev.batchline.providers.RemoteBatch;
import dev.batchline.runtime.SettableClocks;
import dev.batchline.schemas.BatchError;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.RequestCounts;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What the joiner waits for before it believes that a result is not there. */
class HoldingTest {
    private static final Duration AGAIN = Duration.ofSeconds(15);

    @TempDir
    Path directory;

    private JoinerBench bench;
    private Case window;

    @BeforeEach
    void opensBench() {
        bench = new JoinerBench(directory);
        window = Case.of(bench.log, 2, 2, 1);
        bench.provider.file("out", MemoryProvider.answer("id-0", "{}"), MemoryProvider.answer("id-1", "{}"));
    }

    @AfterEach
    void closesBench() {
        bench.close();
    }

    @Test
    void asksAgainHoweverLateItLooksForTheFirstTime() {
        bench.provider.says("b1", MemoryProvider.unavailable());
        window.tellAll(bench, BatchStatus.COMPLETED);
        bench.settle();
        bench.after(Duration.ofMinutes(20));
        bench.provider.deleted("out");
        bench.provider.has(MemoryProvider.batch("b1", "completed", "out", null, 2, 0));
        bench.after(Duration.ofMinutes(2));
        assertThat(bench.state()).isInstanceOf(JoinState.Held.class);
        bench.provider.file("out", MemoryProvider.answer("id-0", "{}"), MemoryProvider.answer("id-1", "{}"));
        bench.clocks.pass(AGAIN);
        bench.until(bench::done);
        assertThat(bench.state()).isEqualTo(new JoinState.Done(2, 0, 0));
    }

    @Test
    void asksForAnotherCreateAlsoWhenTheReasonIsSeenOnlyAfterTheEnd() {
        Case window = Case.of(bench.log, 2, 2, 1);
        RemoteBatch bare = MemoryProvider.batch("b1", "failed", null, null, 0, 0);
        bench.provider.has(new RemoteBatch(
                bare.id(),
                bare.providerStatus(),
                bare.inputFileId(),
                null,
                null,
                bare.counts(),
                bare.createdAt(),
                null,
                bare.metadata(),
                List.of(new BatchError("token_limit_exceeded", "Full.", null, null)),
                null));
        window.tellAll(bench, BatchStatus.FAILED);
        bench.until(() -> !bench.joins.isEmpty());
        bench.settle();
        assertThat(bench.joins).hasOnlyElementsOfType(JoinState.RetryCreate.class);
        assertThat(bench.deadLetters).isEmpty();
    }

    @Test
    void asksAgainUntilTheFilesAreNamedAndTellsItOnce() {
        bench.provider.has(MemoryProvider.batch("b1", "completed", null, null, 2, 0));
        window.tellAll(bench, BatchStatus.COMPLETED);
        bench.settle();
        bench.after(AGAIN);
        bench.after(AGAIN.multipliedBy(2));
        assertThat(bench.provider.asked).hasSize(3);
        assertThat(bench.joins)
                .singleElement()
                .isInstanceOfSatisfying(
                        JoinState.Held.class, held -> assertThat(held.since()).isEqualTo(SettableClocks.START));
        bench.provider.has(MemoryProvider.batch("b1", "completed", " ", "out", 2, 0));
        bench.clocks.pass(AGAIN.multipliedBy(4));
        bench.until(bench::done);
        assertThat(bench.state()).isEqualTo(new JoinState.Done(2, 0, 0));
        assertThat(bench.provider.downloads).containsExactly("out");
    }

    @Test
    void downloadsFilesOfHeldWindowOnlyWhenTheProviderTellsOtherwiseOrTimeIsUp() {
        window = Case.of(bench.log, 3, 3, 1);
        bench.provider.has(MemoryProvider.batch("b1", "completed", "out", null, 3, 0));
        window.tellAll(bench, BatchStatus.COMPLETED);
        bench.settle();
        assertThat(bench.state()).isInstanceOf(JoinState.Held.class);
        for (int minute = 0; minute < 14; minute++) {
            bench.after(Duration.ofMinutes(1));
        }
        assertThat(bench.provider.downloads).containsExactly("out");
        assertThat(bench.provider.asked).hasSizeBetween(5, 8);
        bench.clocks.pass(Duration.ofMinutes(1));
        bench.until(bench::done);
        assertThat(bench.provider.downloads).containsExactly("out", "out");
        assertThat(bench.state()).isEqualTo(new JoinState.Done(2, 1, 0, null, true));
        assertThat(bench.deadLetters)
                .extracting(letter -> JoinerBench.header(letter, Headers.ERROR_CODE))
                .containsExactly("result_missing");
    }

    @Test
    void failsItemsThatMayHaveBeenPaidAfterQuarterOfAnHour() {
        bench.provider.has(MemoryProvider.batch("b1", "completed", null, null, 2, 0));
        window.tellAll(bench, BatchStatus.COMPLETED);
        bench.settle();
        for (int minute = 0; minute < 14; minute++) {
            bench.after(Duration.ofMinutes(1));
        }
        assertThat(bench.failed).isEmpty();
        bench.clocks.pass(Duration.ofMinutes(1));
        bench.until(bench::done);
        assertThat(bench.state()).isEqualTo(new JoinState.Done(0, 2, 0, null, true));
        assertThat(bench.deadLetters)
                .extracting(letter -> JoinerBench.header(letter, Headers.ERROR_CODE))
                .containsOnly("result_missing");
    }

    @Test
    void failsItemsWhoseFileIsGoneAfterQuarterOfAnHour() {
        bench.provider.has(MemoryProvider.batch("b1", "expired", "out", "err", 0, 0));
        bench.provider.file("err", MemoryProvider.unfinished("id-1", "batch_expired"));
        bench.provider.deleted("out");
        window.tellAll(bench, BatchStatus.EXPIRED);
        bench.settle();
        assertThat(bench.state()).isInstanceOf(JoinState.Held.class);
        for (int minute = 0; minute < 15; minute++) {
            bench.after(Duration.ofMinutes(1));
        }
        bench.until(() -> bench.failed.size() == 1);
        bench.clocks.pass(JoinerBench.BACK_OFF);
        bench.until(bench::done);
        assertThat(bench.state()).isEqualTo(new JoinState.Done(0, 1, 1, null, true));
        assertThat(bench.deadLetters)
                .extracting(letter -> JoinerBench.header(letter, Headers.ERROR_CODE))
                .containsExactly("result_missing");
    }

    @Test
    void downloadsAgainWhatIsCutOff() {
        bench.provider.has(MemoryProvider.batch("b1", "completed", "cut", null, 2, 0));
        String whole = MemoryProvider.answer("id-0", "{}") + "\n" + MemoryProvider.answer("id-1", "{}");
        byte[] bytes = whole.getBytes(StandardCharsets.UTF_8);
        bench.provider.file("cut", Arrays.copyOf(bytes, bytes.length - 20));
        window.tellAll(bench, BatchStatus.COMPLETED);
        bench.settle();
        assertThat(bench.state()).isInstanceOf(JoinState.Held.class);
        assertThat(bench.completed).isEmpty();
        bench.provider.file("cut", bytes);
        bench.clocks.pass(AGAIN);
        bench.until(bench::done);
        assertThat(bench.state()).isEqualTo(new JoinState.Done(2, 0, 0));
        assertThat(bench.provider.downloads).containsExactly("cut", "cut");
    }

    @Test
    void asksAgainWhenProviderIsOutOfReachAndAsLateAsItWants() {
        bench.provider.says(
                "b1",
                new Outcome.Throttled<>(
                        new ProviderError(429, null, "Later.", null), Optional.of(Duration.ofMinutes(2))));
        window.tellAll(bench, BatchStatus.COMPLETED);
        bench.settle();
        bench.provider.has(MemoryProvider.batch("b1", "completed", "out", null, 2, 0));
        bench.after(Duration.ofMinutes(2).minusMillis(1));
        assertThat(bench.provider.downloads).isEmpty();
        bench.clocks.pass(Duration.ofMillis(1));
        bench.until(bench::done);
        assertThat(bench.state()).isEqualTo(new JoinState.Done(2, 0, 0));
    }

    @Test
    void triesDownloadAgainThatFailed() {
        bench.provider.has(MemoryProvider.batch("b1", "completed", "late", null, 2, 0));
        window.tellAll(bench, BatchStatus.COMPLETED);
        bench.settle();
        bench.provider.file("late", MemoryProvider.answer("id-1", "{}"), MemoryProvider.answer("id-0", "{}"));
        bench.until(() -> {
            bench.clocks.pass(Duration.ofMillis(100));
            return bench.done();
        });
        assertThat(bench.completed).extracting(JoinerBench::key).containsExactly("id-0", "id-1");
    }

    @Test
    void usesWhatTheEventNamedWhenBatchIsNoLongerFound() {
        bench.tell(window.submitted("b1", 1));
        window.tellManifest(bench);
        bench.tell(window.ended(BatchStatus.EXPIRED, "b1", 1, RequestCounts.NONE));
        bench.until(() -> bench.state().equals(new JoinState.Publishing(2, 2)));
        bench.clocks.pass(JoinerBench.BACK_OFF);
        bench.until(bench::done);
        assertThat(bench.state()).isEqualTo(new JoinState.Done(0, 0, 2));
    }

    @Test
    void keepsFilesAndCountsThatLaggingAnswerDoesNotKnow() {
        Ending ending = new Ending(
                BatchStatus.COMPLETED,
                "b1",
                "out",
                "",
                1,
                new RequestCounts(3, 2, 1),
                List.of(),
                SettableClocks.START,
                null);
        assertThat(ending.errorFileId()).isNull();
        Ending newer = ending.with(MemoryProvider.batch("b1", "finalizing", null, "err", 1, 1));
        assertThat(newer.outputFileId()).isEqualTo("out");
        assertThat(newer.errorFileId()).isEqualTo("err");
        assertThat(newer.counts()).isEqualTo(new RequestCounts(3, 2, 1));
    }

    @Test
    void forgetsWindowWithItsTombstone() {
        bench.provider.has(MemoryProvider.batch("b1", "completed", "out", null, 2, 0));
        window.tellAll(bench, BatchStatus.COMPLETED);
        bench.until(bench::done);
        assertThat(bench.copy(JoinStore.JOINS)).hasSize(1);
        bench.forget(window);
        assertThat(bench.copy(JoinStore.JOINS)).isEmpty();
        bench.after(Duration.ofHours(1));
        assertThat(bench.completed).hasSize(2);
    }
}
