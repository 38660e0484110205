package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.CreateBatch;
import dev.batchline.schemas.CloseTrigger;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.ManifestChunk;
import dev.batchline.schemas.ManifestItem;
import dev.batchline.schemas.SubmittedHow;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** How request events become batches while nothing goes wrong. */
class WindowsToBatchesTest {
    @TempDir
    Path directory;

    private BatcherBench bench;

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aFullWindowIsSealedUploadedAndSubmitted() {
        start(2);
        bench.sendAll("m", "a", "b");
        bench.until(() -> bench.is("submitted"));

        assertThat(bench.words()).as("I3").containsExactly("sealed", "uploaded", "submitted");
        assertThat(bench.windows()).extracting(Window::version).containsExactly(2L, 3L, 4L);
        WindowState.Submitted submitted = (WindowState.Submitted) bench.window().state();
        assertThat(submitted.how()).isEqualTo(SubmittedHow.CREATED);
        assertThat(bench.provider.batch(submitted.batchId())).isNotNull();
        assertThat(bench.lines(submitted.fileId()))
                .as("I14")
                .containsExactly(BatcherBench.request("a", "m"), BatcherBench.request("b", "m"));
        assertThat(bench.provider.calls())
                .containsExactly("upload " + bench.window().id() + ".jsonl", "create " + submitted.fileId());
        bench.settle();
        assertThat(bench.provider.creates()).as("I2").hasSize(1);
    }

    @Test
    @Tag("invariant-15")
    void noCallRunsOnTheStreamThread() {
        start(1);
        bench.sendAll("m", "a");
        bench.until(() -> bench.is("submitted"));
        assertThat(bench.provider.threads).as("I15").isNotEmpty().allMatch(Thread::isVirtual);
    }

    @Test
    void theManifestIsWrittenWithTheIntentToCreate() {
        start(2);
        bench.send(BatcherBench.request("a", "m"), Header.of("trace", "1"), new Header("none", null));
        bench.send(BatcherBench.request("b", "m"));
        bench.until(() -> bench.words().size() >= 2);

        String id = bench.window().id().text();
        assertThat(bench.window().facts().manifestChunks()).isEqualTo(1);
        ManifestChunk chunk = bench.manifests().get(0);
        assertThat(bench.manifests()).hasSize(1);
        assertThat(new String(bench.written.get(Topic.MANIFESTS).get(0).key(), StandardCharsets.UTF_8))
                .isEqualTo(id + "/0");
        assertThat(chunk.windowId()).isEqualTo(bench.window().id());
        assertThat(chunk.items()).extracting(ManifestItem::customId).containsExactly("a", "b");
        assertThat(chunk.items()).extracting(ManifestItem::offset).containsExactly(0L, 1L);
        assertThat(chunk.items().get(0).headers())
                .contains(Header.of("trace", "1"), new Header("none", null))
                .contains(Header.of(Headers.SOURCE_TOPIC, "requests"), Header.of(Headers.SOURCE_OFFSET, "0"));
    }

    @Test
    void aReplayedRequestIsARequestLikeAnyOther() {
        start(2);
        bench.send(BatcherBench.request("a", "m"));
        bench.send(
                BatcherBench.request("a", "m"),
                Header.of(Headers.REPLAY, "job"),
                Header.of(Headers.REPLAY_ORIGIN, "requests-0-0"),
                Header.of(Headers.ATTEMPT, "3"));
        bench.until(() -> bench.is("submitted"));

        List<ManifestItem> items = bench.manifests().get(0).items();
        assertThat(items).extracting(ManifestItem::customId).containsExactly("a", "a");
        assertThat(items).extracting(ManifestItem::idOnWire).doesNotHaveDuplicates();
        assertThat(items).extracting(ManifestItem::attempt).containsOnly(1);
        assertThat(items.get(1).headers())
                .contains(
                        Header.of(Headers.REPLAY, "job"),
                        Header.of(Headers.REPLAY_ORIGIN, "requests-0-0"),
                        Header.of(Headers.SOURCE_OFFSET, "1"));
    }

    @Test
    void aCreateIsSentOnlyAfterItsIntentWasReadBack() {
        start(1);
        bench.sendAll("m", "a");
        bench.until(() -> bench.is("uploaded") || bench.is("submitted"));
        List<String> calls = bench.provider.calls();
        assertThat(calls).first().asString().startsWith("upload");
        bench.until(() -> bench.is("submitted"));
        CreateBatch create = bench.provider.creates().get(0);
        WindowState.Uploaded intent =
                (WindowState.Uploaded) bench.windows().get(1).state();
        assertThat(create.fileId()).isEqualTo(intent.fileId());
        assertThat(create.endpoint()).isEqualTo("/v1/chat/completions");
        assertThat(create.completionWindow()).isEqualTo("24h");
        assertThat(create.metadata())
                .containsEntry("batchline-window", bench.window().id().text())
                .containsEntry("batchline-submission", "1")
                .containsEntry(
                        "batchline-deployment", bench.window().id().deployment().text())
                .hasSize(3);
    }

    @Test
    void closesByBytesTokensAndLinger() {
        int line = BatcherBench.request("a", "m").length() + 1;
        bench = new BatcherBench(
                directory,
                new BatcherSettings.WindowCeilings(9, 2L * line, Long.MAX_VALUE, Duration.ofMinutes(10)),
                100);
        bench.sendAll("m", "a", "b", "c");
        assertThat(triggers()).containsExactly(CloseTrigger.BYTES);
        assertThat(bench.windows().get(0).facts().requests()).isEqualTo(2);
        bench.pass(Duration.ofMinutes(10).minusMillis(21));
        assertThat(triggers()).hasSize(1);
        bench.settle();
        assertThat(triggers()).contains(CloseTrigger.LINGER);
        bench.close();

        bench = new BatcherBench(
                directory, new BatcherSettings.WindowCeilings(9, 1_000_000, 10, Duration.ofMinutes(10)), 100);
        bench.sendAll("m", "a", "b");
        assertThat(triggers()).containsExactly(CloseTrigger.TOKENS);
    }

    @Test
    void closesOnFlushAndLeavesUnreadableCommandsAlone() {
        start(9);
        bench.sendAll("m", "a");
        bench.command("*", BatcherBench.utf8("no command"));
        bench.command("*", null);
        bench.command(null, BatcherBench.utf8("{}"));
        assertThat(bench.windows()).isEmpty();
        bench.flush();
        assertThat(triggers()).containsExactly(CloseTrigger.FLUSH);
    }

    @Test
    void lanesDoNotMix() {
        start(2);
        bench.sendAll("m1", "a");
        bench.sendAll("m2", "b");
        bench.sendAll("m1", "c");
        bench.sendAll("m2", "d");
        bench.until(() -> bench.provider.creates().size() == 2);
        assertThat(bench.provider.creates())
                .extracting(create -> bench.lines(create.fileId()))
                .containsExactlyInAnyOrder(
                        List.of(BatcherBench.request("a", "m1"), BatcherBench.request("c", "m1")),
                        List.of(BatcherBench.request("b", "m2"), BatcherBench.request("d", "m2")));
    }

    @Test
    void aSecondRequestOfTheSameIdGetsAWireId() {
        start(2);
        bench.sendAll("m", "a", "a");
        bench.until(() -> bench.is("submitted"));
        String wire = bench.window().id().wireId(1);
        assertThat(bench.manifests().get(0).items())
                .extracting(ManifestItem::customId, ManifestItem::wireId)
                .containsExactly(
                        org.assertj.core.groups.Tuple.tuple("a", null), org.assertj.core.groups.Tuple.tuple("a", wire));
        assertThat(bench.lines(bench.provider.creates().get(0).fileId()).get(1)).contains("\"" + wire + "\"");
    }

    @Test
    void aSourceOffsetThatWasTakenBeforeIsNotPaidAgain() {
        start(2);
        bench.sendAll("m", "a");
        TestRecord<byte[], byte[]> routed = bench.written.get(Topic.LANES).get(0);
        Header[] headers = headers(routed);
        bench.lane(routed, headers);
        assertThat(bench.windows()).isEmpty();
        bench.sendAll("m", "b");
        assertThat(bench.window().facts().requests()).isEqualTo(2);
        assertThat(bench.window().facts().skipped()).hasSize(1);
    }

    @Test
    void aResubmissionOfATakenOffsetIsTaken() {
        start(2);
        bench.sendAll("m", "a");
        TestRecord<byte[], byte[]> routed = bench.written.get(Topic.LANES).get(0);
        Header[] headers = headers(routed);
        for (int i = 0; i < headers.length; i++) {
            headers[i] = headers[i].key().equals(Headers.ATTEMPT) ? Header.of(Headers.ATTEMPT, "2") : headers[i];
        }
        bench.lane(routed, headers);
        bench.until(() -> bench.is("submitted"));
        assertThat(bench.manifests().get(0).items())
                .extracting(ManifestItem::attempt)
                .containsExactly(1, 2);
        assertThat(bench.manifests().get(0).items().get(1).headers())
                .noneMatch(header -> header.key().equals(Headers.ATTEMPT));
    }

    @Test
    void aBadRequestIsToldAndItsNeighboursGoOn() {
        start(2);
        bench.send(BatcherBench.request("a", "m"));
        bench.send("{\"custom_id\":\"bad\"", Header.of("trace", "1"), Header.of(Headers.SOURCE_OFFSET, "spoofed"));
        bench.send(null);
        bench.send(BatcherBench.request("x".repeat(200_000), "m"));
        bench.send(BatcherBench.request("b", "m"), Header.of(Headers.ACCOUNT, "nobody"));
        bench.send(BatcherBench.request("c", "m"), Header.of("h", "x".repeat(2_000_000)));
        bench.send(BatcherBench.request("d", "m"));
        bench.until(() -> bench.is("submitted"));

        assertThat(bench.manifests().get(0).items())
                .extracting(ManifestItem::customId)
                .containsExactly("a", "d");
        List<TestRecord<byte[], byte[]>> failed = bench.written.get(Topic.RESULTS_FAILED);
        List<TestRecord<byte[], byte[]>> letters = bench.written.get(Topic.DEAD_LETTERS);
        assertThat(failed)
                .extracting(record -> code(record))
                .isEqualTo(List.of(
                        "invalid_json", "empty_value", "request_too_large", "unknown_account", "request_too_large"));
        assertThat(letters)
                .extracting(record -> code(record))
                .isEqualTo(failed.stream().map(WindowsToBatchesTest::code).toList());
        assertThat(letters.get(0).value()).isEqualTo(BatcherBench.utf8("{\"custom_id\":\"bad\""));
        assertThat(new String(letters.get(0).headers().lastHeader("trace").value(), StandardCharsets.UTF_8))
                .isEqualTo("1");
        assertThat(letters.get(0).headers().headers(Headers.SOURCE_OFFSET))
                .singleElement()
                .satisfies(header -> assertThat(header.value()).isEqualTo(BatcherBench.utf8("1")));
        assertThat(letters.get(2).headers().lastHeader(Headers.VALUE_OMITTED)).isNotNull();
        assertThat(letters.get(4).headers().lastHeader("h")).isNull();
        assertThat(bench.provider.creates()).hasSize(1);
    }

    @Test
    void respectsTheAccountsBatchesPerHour() {
        bench = new BatcherBench(directory, BatcherBench.ceilings(1), 2);
        bench.sendAll("m", "a", "b", "c");
        bench.until(() -> bench.provider.creates().size() == 2);
        bench.settle();
        assertThat(bench.provider.creates()).hasSize(2);
        bench.pass(Duration.ofHours(1));
        bench.until(() -> bench.provider.creates().size() == 3);
    }

    @Test
    @Tag("invariant-13")
    void aDoneWindowIsRemovedAndItsLanesPurged() {
        start(2);
        bench.sendAll("m", "a", "b");
        bench.sendAll("m2", "open");
        bench.sendAll("m", "c", "d", "e", "f");
        bench.until(() -> bench.lastOfEach().size() == 3
                && bench.lastOfEach().stream().allMatch(w -> w.state() instanceof WindowState.Submitted));
        List<Window> windows = bench.lastOfEach();

        bench.join(windows.get(1).id(), new JoinState.Done(2, 0, 0));
        bench.settle();
        assertThat(tombstones(Topic.WINDOWS))
                .containsExactly(windows.get(1).id().text());
        assertThat(tombstones(Topic.MANIFESTS)).containsExactly(windows.get(1).id() + "/0");
        assertThat(bench.lanes.purges).as("the first window needs offset 0").isEmpty();

        bench.join(windows.get(0).id(), new JoinState.Done(2, 0, 0));
        bench.until(() -> !bench.lanes.purges.isEmpty());
        assertThat(bench.lanes.purges).as("I13, an open window begins at 2").containsExactly(2L);

        bench.join(windows.get(2).id(), new JoinState.Done(2, 0, 0));
        bench.settle();
        assertThat(bench.lanes.begin()).as("I13").isEqualTo(2L);
        bench.flush();
        bench.until(() -> bench.is("submitted"));
        assertThat(bench.lines(bench.provider.creates().get(3).fileId()))
                .containsExactly(BatcherBench.request("open", "m2"));
        bench.join(bench.window().id(), new JoinState.Done(1, 0, 0));
        bench.until(() -> bench.lanes.begin() == 7);
    }

    @Test
    void stepsOfUnknownWindowsAndProgressChangeNothing() {
        start(1);
        bench.sendAll("m", "a");
        bench.until(() -> bench.is("submitted"));
        int events = bench.windows().size();
        bench.join(bench.window().id(), new JoinState.Publishing(0, 1));
        bench.join(bench.window().id(), new JoinState.RetryCreate("token_limit_exceeded", 7, bench.clocks.now()));
        bench.settle();
        assertThat(bench.windows()).hasSize(events);
    }

    private List<String> tombstones(Topic topic) {
        return bench.written.get(topic).stream()
                .filter(record -> record.value() == null)
                .map(record -> new String(record.key(), StandardCharsets.UTF_8))
                .toList();
    }

    private List<CloseTrigger> triggers() {
        return bench.lastOfEach().stream()
                .map(window -> window.facts().trigger())
                .toList();
    }

    private void start(int requests) {
        bench = new BatcherBench(directory, BatcherBench.ceilings(requests), 100);
    }

    private static String code(TestRecord<byte[], byte[]> record) {
        return new String(record.headers().lastHeader(Headers.ERROR_CODE).value(), StandardCharsets.UTF_8);
    }

    private static Header[] headers(TestRecord<byte[], byte[]> record) {
        List<Header> headers = new java.util.ArrayList<>();
        record.headers().forEach(header -> headers.add(new Header(header.key(), header.value())));
        return headers.toArray(Header[]::new);
    }
}
