package dev.batchline.poller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.Outcome;
import dev.batchline.runtime.SettableClocks;
import dev.batchline.schemas.BatchError;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.StatusEvent;
import dev.batchline.schemas.SubmittedHow;
import dev.batchline.schemas.WindowId;
import dev.batchline.schemas.WindowState;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The poller tells each change of each batch once, and stops asking when the batch has ended. */
class StatusEventsTest {
    private static final Duration LONG = PollerBench.SETTINGS.longest().multipliedBy(2);
    private static final WindowId ID = PollerBench.id(1);

    private final PollerBench bench = new PollerBench();

    @BeforeEach
    void beginsLife() {
        bench.settle();
    }

    @AfterEach
    void closesBench() {
        bench.close();
    }

    @Test
    @Tag("invariant-8")
    void tellsEachChangeOnceAndCountsVersionsWithoutGap() {
        bench.tell(ID, PollerBench.submitted("b1", 1));
        for (String word : List.of("validating", "validating", "in_progress", "in_progress", "finalizing")) {
            bench.provider.answers("b1", word, 0);
            bench.after(LONG);
        }
        bench.provider.answers("b1", "completed", 10);
        bench.after(LONG);
        assertThat(bench.told())
                .containsExactly(
                        BatchStatus.VALIDATING, BatchStatus.IN_PROGRESS, BatchStatus.FINALIZING, BatchStatus.COMPLETED);
        assertThat(bench.versions()).containsExactly(1L, 2L, 3L, 4L);
        assertThat(bench.events)
                .extracting(StatusEvent::previousStatus)
                .containsExactly(null, BatchStatus.VALIDATING, BatchStatus.IN_PROGRESS, BatchStatus.FINALIZING);
        StatusEvent last = bench.events.get(3);
        assertThat(last.outputFileId()).isEqualTo("file-out");
        assertThat(last.batchId()).isEqualTo("b1");
        assertThat(last.account()).isEqualTo(PollerBench.ACCOUNT);
        assertThat(last.provider()).isEqualTo("openai");
        assertThat(last.requestCounts().completed()).isEqualTo(10);
        assertThat(last.attempt()).isEqualTo(1);
        assertThat(last.usage()).isEqualTo(ScriptedProvider.USAGE);
        assertThat(bench.events.get(2).usage()).isNull();
    }

    @Test
    void asksNoMoreAfterTheEnd() {
        bench.tell(ID, PollerBench.submitted("b1", 1));
        bench.provider.answers("b1", "expired", 3);
        bench.after(LONG);
        bench.after(LONG);
        bench.tell(ID, PollerBench.submitted("b1", 1));
        bench.after(LONG);
        assertThat(bench.told()).containsExactly(BatchStatus.EXPIRED);
        assertThat(bench.provider.asked).hasSize(1);
    }

    @Test
    void tellsCountsAtMostEverySoOftenAndSkipsWhatNobodyKnows() {
        bench.tell(ID, PollerBench.submitted("b1", 1));
        bench.provider.answers("b1", "in_progress", 1);
        bench.after(Duration.ofSeconds(12));
        bench.provider.answers("b1", "in_progress", 2);
        bench.after(Duration.ofSeconds(12));
        assertThat(bench.provider.asked).hasSize(2);
        assertThat(bench.events).hasSize(1);
        bench.after(Duration.ofSeconds(31));
        assertThat(bench.events).extracting(e -> e.requestCounts().completed()).containsExactly(1L, 2L);
        bench.provider.answers("b1", "pondering", 7);
        bench.after(LONG);
        bench.provider.answers("b1", "validating", 0);
        bench.after(LONG);
        assertThat(bench.provider.asked).hasSize(5);
        assertThat(bench.events).hasSize(2);
    }

    @Test
    void tellsRejectedWindowAsFailedWithoutBatch() {
        bench.tell(ID, new WindowState.Rejected(PollerBench.ACCOUNT, "bad_file", "No.", bench.clocks.now()));
        bench.settle();
        bench.tell(ID, new WindowState.Rejected(PollerBench.ACCOUNT, "bad_file", "No.", bench.clocks.now()));
        bench.after(LONG);
        assertThat(bench.told()).containsExactly(BatchStatus.FAILED);
        StatusEvent event = bench.events.get(0);
        assertThat(event.batchId()).isNull();
        assertThat(event.version()).isEqualTo(1);
        assertThat(event.errors()).containsExactly(new BatchError("bad_file", "No.", null, null));
        assertThat(bench.provider.asked).isEmpty();
    }

    @Test
    void tellsCancelledWindowWithoutAccountAsCancelled() {
        bench.tell(ID, new WindowState.Cancelled(null, bench.clocks.now()));
        bench.settle();
        assertThat(bench.told()).containsExactly(BatchStatus.CANCELLED);
        assertThat(bench.events.get(0).account()).isNull();
        assertThat(bench.events.get(0).provider()).isEqualTo("none");
    }

    @Test
    void tellsNothingBeforeItsLifeHasBegun() {
        bench.restart();
        bench.tell(ID, new WindowState.Rejected(PollerBench.ACCOUNT, "bad_file", "No.", bench.clocks.now()));
        bench.collect();
        assertThat(bench.events).isEmpty();
        bench.settle();
        assertThat(bench.events).hasSize(1);
    }

    @Test
    void continuesVersionsWithTheSecondSubmission() {
        bench.tell(ID, PollerBench.submitted("b1", 1));
        bench.provider.answers(
                "b1",
                new Outcome.Success<>(ScriptedProvider.batch(
                        "b1", "failed", 0, List.of(new BatchError("token_limit_exceeded", "full", null, null)))));
        bench.after(LONG);
        bench.tell(ID, PollerBench.submitted("b2", 2));
        bench.provider.answers("b2", "completed", 10);
        bench.after(LONG);
        assertThat(bench.told()).containsExactly(BatchStatus.FAILED, BatchStatus.COMPLETED);
        assertThat(bench.versions()).containsExactly(1L, 2L);
        assertThat(bench.events).extracting(StatusEvent::attempt).containsExactly(1, 2);
        assertThat(bench.events).extracting(StatusEvent::batchId).containsExactly("b1", "b2");
        bench.tell(ID, new WindowState.Rejected(PollerBench.ACCOUNT, "bad_file", "No.", bench.clocks.now()));
        bench.settle();
        assertThat(bench.versions()).containsExactly(1L, 2L, 3L);
        assertThat(bench.events.get(2).batchId()).isNull();
    }

    @Test
    void keepsAskingForBatchThatIsNotFound() {
        bench.tell(ID, PollerBench.submitted("b1", 1));
        bench.after(Duration.ofSeconds(12));
        bench.after(Duration.ofSeconds(15));
        bench.after(Duration.ofSeconds(15));
        assertThat(bench.provider.asked).hasSize(3);
        assertThat(bench.events).isEmpty();
    }

    @Test
    void waitsAsLongAsProviderWants() {
        bench.tell(ID, PollerBench.submitted("b1", 1));
        bench.provider.answers(
                "b1", new Outcome.Throttled<>(ScriptedProvider.error(429), Optional.of(Duration.ofMinutes(5))));
        bench.after(Duration.ofSeconds(12));
        assertThat(bench.provider.asked).hasSize(1);
        bench.after(Duration.ofMinutes(5).minusMillis(1));
        assertThat(bench.provider.asked).hasSize(1);
        bench.provider.answers(
                "b1", new Outcome.Unavailable<>(ScriptedProvider.error(503), Optional.of(Duration.ofMinutes(7))));
        bench.after(Duration.ofMillis(1));
        assertThat(bench.provider.asked).hasSize(2);
        bench.after(Duration.ofMinutes(7).minusMillis(1));
        assertThat(bench.provider.asked).hasSize(2);
        bench.provider.answers("b1", new Outcome.AccountBlocked<>(ScriptedProvider.error(401)));
        bench.after(Duration.ofMillis(1));
        assertThat(bench.provider.asked).hasSize(3);
        bench.after(PollerBench.SETTINGS.longest().minusMillis(1));
        assertThat(bench.provider.asked).hasSize(3);
        bench.provider.answers("b1", "completed", 10);
        bench.after(Duration.ofMillis(1));
        assertThat(bench.told()).containsExactly(BatchStatus.COMPLETED);
    }

    @Test
    void asksNothingOfTheAccountWhileItWantsToBeLeftAlone() {
        bench.tell(ID, PollerBench.submitted("b1", 1));
        bench.provider.answers(
                "b1", new Outcome.Throttled<>(ScriptedProvider.error(429), Optional.of(Duration.ofMinutes(5))));
        bench.after(Duration.ofSeconds(12));
        bench.tell(PollerBench.id(2), PollerBench.submitted("b2", 1));
        bench.provider.answers("b2", "completed", 10);
        bench.after(Duration.ofMinutes(5).minusMillis(1));
        assertThat(bench.provider.asked).containsExactly("b1");
        assertThat(bench.provider.pages).hasValue(0);
        bench.provider.answers("b1", "completed", 10);
        bench.after(Duration.ofSeconds(11));
        assertThat(bench.told()).containsExactly(BatchStatus.COMPLETED, BatchStatus.COMPLETED);
    }

    @Test
    void waitsItsOwnIntervalWhenProviderWantsLess() {
        bench.tell(ID, PollerBench.submitted("b1", 1));
        bench.provider.answers(
                "b1", new Outcome.Unavailable<>(ScriptedProvider.error(503), Optional.of(Duration.ofMillis(1))));
        bench.after(Duration.ofSeconds(12));
        bench.after(Duration.ofSeconds(7));
        assertThat(bench.provider.asked).hasSize(1);
        bench.after(Duration.ofSeconds(6));
        assertThat(bench.provider.asked).hasSize(2);
    }

    @Test
    void forgetsWindowWithItsTombstone() {
        bench.tell(ID, PollerBench.submitted("b1", 1));
        bench.provider.answers("b1", "in_progress", 0);
        bench.after(LONG);
        bench.forget(ID);
        bench.provider.answers("b1", "completed", 10);
        bench.after(LONG);
        assertThat(bench.told()).containsExactly(BatchStatus.IN_PROGRESS);
        assertThat(bench.provider.asked).hasSize(1);
        assertThat(bench.store().get(ID.text())).isNull();
    }

    @Test
    void dropsAnswerAboutWindowThatIsGoneMeanwhile() {
        bench.tell(ID, PollerBench.submitted("b1", 1));
        bench.provider.answers("b1", "completed", 10);
        bench.provider.gate = new CountDownLatch(1);
        bench.after(LONG);
        assertThat(bench.provider.asked).hasSize(1);
        bench.forget(ID);
        bench.provider.gate.countDown();
        bench.after(LONG);
        assertThat(bench.events).isEmpty();
        assertThat(bench.store().get(ID.text())).isNull();
    }

    @Test
    void goesOnAfterRestartWithoutRepeatOrGap() {
        bench.tell(ID, PollerBench.submitted("b1", 1));
        WindowId other = PollerBench.id(2);
        bench.tell(other, PollerBench.submitted("b2", 1));
        bench.provider.answers("b1", "in_progress", 0);
        bench.provider.answers("b2", "completed", 10);
        bench.after(LONG);
        assertThat(bench.events).hasSize(2);
        bench.restart();
        bench.settle();
        bench.after(PollerBench.SETTINGS.shortest());
        bench.provider.answers("b1", "cancelled", 4);
        bench.after(LONG);
        assertThat(bench.events.stream().filter(e -> e.windowId().equals(ID)))
                .extracting(StatusEvent::version)
                .containsExactly(1L, 2L);
        assertThat(bench.events.stream().filter(e -> e.windowId().equals(other)))
                .extracting(StatusEvent::version)
                .containsExactly(1L);
    }

    @Test
    void tellsTheFirstOfTooManyErrors() {
        bench.tell(ID, PollerBench.submitted("b1", 1));
        List<BatchError> errors = LongStream.rangeClosed(1, 50_000)
                .mapToObj(line -> new BatchError("invalid_json_line", "x".repeat(2_000), "body", line))
                .toList();
        bench.provider.answers("b1", new Outcome.Success<>(ScriptedProvider.batch("b1", "failed", 0, errors)));
        bench.after(LONG);
        assertThat(bench.told()).containsExactly(BatchStatus.FAILED);
        assertThat(bench.events.get(0).errors())
                .extracting(BatchError::line)
                .containsExactlyElementsOf(
                        LongStream.rangeClosed(1, 100).boxed().toList());
    }

    @Test
    void pollsManyBatchesAtOnce() {
        IntStream.range(0, 200).forEach(n -> {
            bench.tell(PollerBench.id(n), PollerBench.submitted("b" + n, 1));
            bench.provider.answers("b" + n, "completed", 10);
        });
        bench.after(LONG);
        assertThat(bench.events).hasSize(200).extracting(StatusEvent::windowId).doesNotHaveDuplicates();
    }

    @Test
    void leavesBatchOfUnknownAccountAlone() {
        bench.tell(
                ID,
                new WindowState.Submitted(
                        "gone", null, "b1", 1, List.of(), SubmittedHow.CREATED, SettableClocks.START, null));
        bench.after(LONG);
        assertThat(bench.provider.asked).isEmpty();
        assertThat(bench.events).isEmpty();
    }
}
