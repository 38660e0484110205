package dev.batchline.joiner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.schemas.BatchError;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.RequestCounts;
import dev.batchline.schemas.WindowState;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Every item of an ended window gets exactly one outcome. */
class JoiningTest {
    private static final String BODY = "{ \"n\":1.00000000000000000001e5, \"t\":\"\\u00e9\\/\" }";

    @TempDir
    Path directory;

    private JoinerBench bench;

    @BeforeEach
    void opensBench() {
        bench = new JoinerBench(directory);
    }

    @AfterEach
    void closesBench() {
        bench.close();
    }

    @Test
    @Tag("invariant-6")
    void publishesCompletedAndFailedItemsAndDeadLettersInOneGo() {
        Case window = Case.of(bench.log, 5, 2, 1);
        bench.provider.has(MemoryProvider.batch("b1", "completed", "out", "err", 4, 1));
        bench.provider.file(
                "out",
                MemoryProvider.answer(window.wire(4), BODY),
                MemoryProvider.answer("id-0", "{\"first\":1}"),
                MemoryProvider.answer("id-0", "{\"second\":1}"),
                MemoryProvider.answer("nobody", "{}"),
                MemoryProvider.answer("id-2", "{}"));
        bench.provider.file(
                "err", MemoryProvider.answer("id-3", "{}"), MemoryProvider.refusal("id-1", 400, "bad_request"));
        window.tellAll(bench, BatchStatus.COMPLETED);
        bench.until(bench::done);
        bench.settle();
        assertThat(bench.state()).isEqualTo(new JoinState.Done(4, 1, 0));
        assertThat(bench.completed).extracting(JoinerBench::key).containsExactly("id-0", "id-2", "id-3", "id-4");
        assertThat(JoinerBench.value(bench.completed.get(0)))
                .contains("\"first\"")
                .doesNotContain("second");
        TestRecord<byte[], byte[]> mapped = bench.completed.get(3);
        assertThat(JoinerBench.value(mapped)).contains("\"custom_id\":\"id-4\"", "\"body\":" + BODY + "}");
        assertThat(JoinerBench.header(mapped, Headers.WINDOW))
                .isEqualTo(window.id().text());
        assertThat(JoinerBench.header(mapped, Headers.BATCH_ID)).isEqualTo("b1");
        assertThat(JoinerBench.header(mapped, Headers.ACCOUNT)).isEqualTo(JoinerBench.ACCOUNT);
        assertThat(JoinerBench.header(mapped, Headers.MODEL)).isEqualTo(JoinerBench.LANE.model());
        assertThat(JoinerBench.header(mapped, Headers.ATTEMPT)).isEqualTo("1");
        assertThat(JoinerBench.header(mapped, Headers.SOURCE_OFFSET)).isEqualTo("1004");
        assertThat(mapped.headers().lastHeader("traceparent").value()).containsExactly(0, 0xFF, 7, 0xC0);
        assertThat(bench.failed).extracting(JoinerBench::key).containsExactly("id-1");
        assertThat(JoinerBench.value(bench.failed.get(0))).contains("\"status_code\":400", "\"code\":\"bad_request\"");
        TestRecord<byte[], byte[]> letter = bench.deadLetters.get(0);
        assertThat(bench.deadLetters).hasSize(1);
        assertThat(letter.value()).isEqualTo(Case.request(1));
        assertThat(JoinerBench.key(letter)).isEqualTo("id-1");
        assertThat(JoinerBench.header(letter, Headers.ERROR_RETRYABLE)).isEqualTo("false");
        assertThat(JoinerBench.header(letter, Headers.HTTP_STATUS)).isEqualTo("400");
        assertThat(letter.headers().lastHeader("traceparent").value()).containsExactly(0, 0xFF, 7, 0xC0);
    }

    @ParameterizedTest
    @ValueSource(strings = {"wms", "wsm", "mws", "msw", "swm", "smw"})
    void joinsInWhateverOrderItIsTold(String order) {
        Case window = Case.of(bench.log, 3, 1, 1);
        bench.provider.has(MemoryProvider.batch("b1", "completed", "out", null, 3, 0));
        bench.provider.file("out", IntStream.range(0, 3).mapToObj(this::answer).toArray(String[]::new));
        for (char what : order.toCharArray()) {
            assertThat(bench.joins).isEmpty();
            switch (what) {
                case 'w' -> bench.tell(window.submitted("b1", 1));
                case 's' -> bench.tell(window.ended(BatchStatus.COMPLETED, "b1", 1, RequestCounts.NONE));
                default -> IntStream.of(2, 0, 1).forEach(chunk -> bench.tellManifest(window, chunk));
            }
            bench.tick();
        }
        bench.until(bench::done);
        assertThat(bench.completed).extracting(JoinerBench::key).containsExactlyInAnyOrder("id-0", "id-1", "id-2");
    }

    @Test
    void writesUnfinishedItemsOfExpiredBatchToTheirLaneAfterTheBackOffAndNeverBefore() {
        Case window = Case.of(bench.log, 10, 4, 1);
        bench.provider.has(MemoryProvider.batch("b1", "expired", "out", "err", 3, 7));
        bench.provider.file("out", answer(0), answer(1), answer(2));
        bench.provider.file(
                "err",
                IntStream.range(3, 10)
                        .mapToObj(seq -> MemoryProvider.unfinished(window.wire(seq), "batch_expired"))
                        .toArray(String[]::new));
        window.tellAll(bench, BatchStatus.EXPIRED);
        bench.until(() -> bench.completed.size() == 3);
        bench.settle();
        bench.after(JoinerBench.BACK_OFF.minusMillis(1));
        assertThat(bench.lanes).isEmpty();
        assertThat(bench.done()).isFalse();
        bench.clocks.pass(Duration.ofMillis(1));
        bench.until(bench::done);
        assertThat(bench.state()).isEqualTo(new JoinState.Done(3, 0, 7));
        assertThat(bench.lanes).hasSize(7);
        TestRecord<byte[], byte[]> again = bench.lanes.get(0);
        assertThat(JoinerBench.key(again)).isEqualTo(JoinerBench.LANE.text());
        assertThat(again.value()).isEqualTo(Case.request(3));
        assertThat(JoinerBench.header(again, Headers.ATTEMPT)).isEqualTo("2");
        assertThat(again.headers().headers(Headers.ATTEMPT)).hasSize(1);
        assertThat(again.headers().lastHeader("traceparent").value()).containsExactly(0, 0xFF, 7, 0xC0);
        assertThat(bench.failed).isEmpty();
    }

    @Test
    @Tag("invariant-6")
    void goesOnAfterRestartWithLinesThatWaitToBeSentAgain() {
        Case window = Case.of(bench.log, 4, 4, 2);
        bench.provider.has(MemoryProvider.batch("b1", "expired", null, null, 0, 0));
        window.tellAll(bench, BatchStatus.EXPIRED);
        bench.until(() -> bench.state().equals(new JoinState.Publishing(4, 4)));
        bench.restart();
        bench.after(JoinerBench.BACK_OFF.multipliedBy(2).minusMillis(1));
        assertThat(bench.lanes).isEmpty();
        bench.clocks.pass(Duration.ofMillis(1));
        bench.until(bench::done);
        assertThat(bench.state()).isEqualTo(new JoinState.Done(0, 0, 4));
        assertThat(bench.lanes)
                .hasSize(4)
                .allSatisfy(record ->
                        assertThat(JoinerBench.header(record, Headers.ATTEMPT)).isEqualTo("3"));
        assertThat(bench.copy(JoinStore.RESUBMISSIONS)).isEmpty();
    }

    @Test
    void failsUnfinishedItemsWithoutAttemptsLeft() {
        Case window = Case.of(bench.log, 2, 2, 3);
        bench.provider.has(MemoryProvider.batch("b1", "expired", null, "err", 0, 0));
        bench.provider.file("err", MemoryProvider.unfinished("id-0", "batch_expired"));
        window.tellAll(bench, BatchStatus.EXPIRED);
        bench.until(bench::done);
        assertThat(bench.state()).isEqualTo(new JoinState.Done(0, 2, 0));
        assertThat(bench.deadLetters)
                .extracting(letter -> JoinerBench.header(letter, Headers.ERROR_RETRYABLE))
                .containsExactly("true", "true");
    }

    @Test
    @Tag("crash-row-11")
    void failsRefusedLinesAndSendsTheOthersAgain() {
        Case window = Case.of(bench.log, 4, 4, 1);
        bench.provider.has(MemoryProvider.batch("b1", "failed", null, null, 0, 0));
        window.tellAll(bench, BatchStatus.FAILED, new BatchError("invalid_json_line", "Not JSON.", null, 2L));
        bench.until(() -> bench.failed.size() == 1);
        bench.clocks.pass(JoinerBench.BACK_OFF);
        bench.until(bench::done);
        assertThat(bench.state()).isEqualTo(new JoinState.Done(0, 1, 3));
        assertThat(JoinerBench.key(bench.deadLetters.get(0))).isEqualTo("id-1");
        assertThat(JoinerBench.header(bench.deadLetters.get(0), Headers.STAGE)).isEqualTo("validate");
        assertThat(bench.lanes).extracting(JoinerBench::value).noneMatch(value -> value.contains("id-1"));
    }

    @Test
    @Tag("crash-row-10")
    void asksForAnotherCreateWhenTheProvidersQueueIsFullAndJoinsTheSecondBatch() {
        Case window = Case.of(bench.log, 2, 2, 1);
        bench.provider.has(MemoryProvider.batch("b1", "failed", null, null, 0, 0));
        window.tellAll(bench, BatchStatus.FAILED, new BatchError("token_limit_exceeded", "Full.", null, null));
        bench.until(() -> !bench.joins.isEmpty());
        bench.settle();
        assertThat(bench.joins)
                .containsExactly(new JoinState.RetryCreate(
                        "token_limit_exceeded", 1, bench.clocks.now().plus(JoinerBench.BACK_OFF)));
        bench.provider.has(MemoryProvider.batch("b2", "completed", "out", null, 2, 0));
        bench.provider.file("out", answer(0), answer(1));
        bench.tell(window.ended(BatchStatus.COMPLETED, "b2", 2, RequestCounts.NONE));
        bench.settle();
        assertThat(bench.completed).isEmpty();
        bench.tell(window.submitted("b2", 2));
        bench.until(bench::done);
        assertThat(bench.state()).isEqualTo(new JoinState.Done(2, 0, 0));
        assertThat(JoinerBench.header(bench.completed.get(0), Headers.BATCH_ID)).isEqualTo("b2");
    }

    @Test
    void failsEveryItemOfRejectedWindow() {
        Case window = Case.of(bench.log, 3, 2, 1);
        window.tellManifest(bench);
        bench.tell(window.in(new WindowState.Rejected("gone", "bad_file", "No.", bench.clocks.now())));
        bench.tell(window.ended(
                BatchStatus.FAILED, null, 1, RequestCounts.NONE, new BatchError("bad_file", "No.", null, null)));
        bench.until(bench::done);
        assertThat(bench.state()).isEqualTo(new JoinState.Done(0, 3, 0));
        assertThat(bench.deadLetters)
                .extracting(TestRecord::value)
                .containsExactly(Case.request(0), Case.request(1), Case.request(2));
        assertThat(bench.failed)
                .allSatisfy(record -> assertThat(JoinerBench.value(record)).contains("bad_file"));
    }

    @Test
    void failsEveryItemOfWindowThatWasCancelledBeforeItsAccountWasChosen() {
        Case window = Case.of(bench.log, 2, 2, 1);
        window.tellManifest(bench);
        bench.tell(window.in(new WindowState.Cancelled(null, bench.clocks.now())));
        bench.tell(window.ended(BatchStatus.CANCELLED, null, 1, RequestCounts.NONE));
        bench.until(bench::done);
        assertThat(bench.state()).isEqualTo(new JoinState.Done(0, 2, 0));
        assertThat(bench.deadLetters)
                .extracting(letter -> JoinerBench.header(letter, Headers.ERROR_CODE))
                .containsExactly("batch_cancelled", "batch_cancelled");
    }

    @Test
    void publishesWhatCancelledBatchFinishedAndFailsTheRest() {
        Case window = Case.of(bench.log, 3, 3, 1);
        bench.provider.has(MemoryProvider.batch("b1", "cancelled", "out", "err", 1, 0));
        bench.provider.file("out", answer(0));
        bench.provider.file("err", MemoryProvider.unfinished("id-1", "batch_expired"));
        window.tellAll(bench, BatchStatus.CANCELLED);
        bench.settle();
        bench.clocks.pass(Duration.ofSeconds(5));
        bench.until(bench::done);
        assertThat(bench.state()).isEqualTo(new JoinState.Done(1, 2, 0));
        assertThat(bench.deadLetters)
                .extracting(letter -> JoinerBench.header(letter, Headers.ERROR_CODE))
                .containsExactly("batch_cancelled", "batch_cancelled");
    }

    @Test
    void readsErrorFileOfCompletedBatchWithoutOutputFile() {
        Case window = Case.of(bench.log, 2, 2, 1);
        bench.provider.has(MemoryProvider.batch("b1", "completed", null, "err", 0, 2));
        bench.provider.file(
                "err",
                MemoryProvider.refusal("id-0", 404, "model_not_found"),
                MemoryProvider.refusal("id-1", 400, "x"));
        window.tellAll(bench, BatchStatus.COMPLETED);
        bench.until(bench::done);
        assertThat(bench.state()).isEqualTo(new JoinState.Done(0, 2, 0));
        assertThat(bench.deadLetters).hasSize(2);
    }

    @Test
    @Tag("invariant-7")
    void publishesEachItemOnceThoughItIsRestartedInTheMiddleAndFilesComeInAnotherOrder() {
        int lines = 5_000;
        Case window = Case.of(bench.log, lines, 1_700, 1);
        List<String> file = new ArrayList<>();
        IntStream.range(0, lines)
                .forEach(seq -> file.add(MemoryProvider.answer(window.wire(seq), "{\"n\":" + seq + "}")));
        bench.provider.has(MemoryProvider.batch("b1", "completed", "out", null, lines, 0));
        bench.provider.file("out", file.toArray(String[]::new));
        window.tellAll(bench, BatchStatus.COMPLETED);
        for (int stop : new int[] {1_000, 2_000, 4_000}) {
            bench.until(() -> bench.completed.size() >= stop);
            bench.restart();
            Collections.shuffle(file, new Random(stop));
            bench.provider.file("out", file.toArray(String[]::new));
        }
        bench.until(bench::done);
        bench.settle();
        assertThat(bench.state()).isEqualTo(new JoinState.Done(lines, 0, 0));
        assertThat(bench.completed)
                .extracting(JoinerBench::key)
                .containsExactlyElementsOf(
                        IntStream.range(0, lines).mapToObj(seq -> "id-" + seq).toList());
        assertThat(bench.completed)
                .allSatisfy(record -> assertThat(JoinerBench.value(record))
                        .contains("\"n\":" + JoinerBench.key(record).substring(3) + "}"));
        bench.restart();
        bench.settle();
        assertThat(bench.completed).hasSize(lines);
    }

    @Test
    void joinsMoreWindowsThanItFetchesAtOnceAndLeavesNoFiles() {
        for (int n = 0; n < 20; n++) {
            Case window = Case.of(bench.log, 1_000 * n, 2, 2, 1);
            bench.provider.has(MemoryProvider.batch("b" + n, "completed", "out" + n, null, 2, 0));
            bench.provider.file("out" + n, answer(0), answer(1));
            bench.tell(window.submitted("b" + n, 1));
            window.tellManifest(bench);
            bench.tell(window.ended(BatchStatus.COMPLETED, "b" + n, 1, RequestCounts.NONE));
        }
        bench.until(() -> {
            bench.clocks.pass(Duration.ofMillis(100));
            return bench.completed.size() == 40;
        });
        bench.settle();
        assertThat(bench.joins.stream().filter(new JoinState.Done(2, 0, 0)::equals))
                .hasSize(20);
        assertThat(bench.provider.downloads).hasSize(20);
        bench.until(() -> files(directory) == 0);
    }

    @Test
    void joinsOtherWindowsWhileManyWaitToBeSentAgain() {
        bench.provider.has(MemoryProvider.batch("gone", "expired", "out", null, 1, 0));
        bench.provider.file("out", answer(0));
        for (int n = 0; n < 8; n++) {
            Case window = Case.of(bench.log, 1_000 * n, 2, 2, 1);
            bench.tell(window.submitted("gone", 1));
            window.tellManifest(bench);
            bench.tell(window.ended(BatchStatus.EXPIRED, "gone", 1, RequestCounts.NONE));
        }
        bench.until(() -> bench.completed.size() == 8);
        Case last = Case.of(bench.log, 8_000, 1, 1, 1);
        bench.provider.has(MemoryProvider.batch("b1", "completed", "out", null, 1, 0));
        last.tellAll(bench, BatchStatus.COMPLETED);
        bench.until(bench::done);
        assertThat(bench.state()).isEqualTo(new JoinState.Done(1, 0, 0));
        assertThat(bench.lanes).isEmpty();
    }

    @Test
    void goesOnWithPartsThatWerePreparedWhileOtherLinesWereSentAgain() {
        Case window = Case.of(bench.log, 4_500, 4_500, 1);
        bench.provider.has(MemoryProvider.batch("b1", "expired", "out", null, 4_498, 1));
        bench.provider.file(
                "out",
                IntStream.range(1, 4_500)
                        .mapToObj(seq -> seq == 4_201
                                ? MemoryProvider.refusal("id-4201", 400, "no")
                                : MemoryProvider.answer(window.wire(seq), "{}"))
                        .toArray(String[]::new));
        CountDownLatch reached = new CountDownLatch(1);
        CountDownLatch released = new CountDownLatch(1);
        bench.log.beforeLanes = first -> {
            if (first == window.items().get(4_201).offset()) {
                reached.countDown();
                await(released);
            }
        };
        window.tellAll(bench, BatchStatus.EXPIRED);
        bench.until(() -> reached.getCount() == 0);
        bench.clocks.pass(JoinerBench.BACK_OFF);
        bench.until(() -> bench.lanes.size() == 1);
        released.countDown();
        bench.until(() -> {
            bench.clocks.pass(Duration.ofMillis(100));
            return bench.done();
        });
        assertThat(bench.state()).isEqualTo(new JoinState.Done(4_498, 1, 1));
        assertThat(bench.completed).extracting(JoinerBench::key).doesNotHaveDuplicates();
    }

    private static long files(Path directory) {
        try (var files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile).count();
        } catch (IOException | UncheckedIOException e) {
            return -1;
        }
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private String answer(int seq) {
        return MemoryProvider.answer("id-" + seq, "{}");
    }
}
