package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.Outcome;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.CancelCause;
import dev.batchline.schemas.Command;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.Selection;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowState;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.apache.kafka.streams.test.TestRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That the requests of a tenant are given up wherever they are, and nobody else's with them. */
@Tag("crash-row-13")
class CancelledItemsTest {
    private static final String EVERYWHERE = "*";
    private static final String LANE = "pool|/v1/chat/completions|m|24h";

    @TempDir
    Path directory;

    private BatcherBench bench;
    private int sent;

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void anOpenWindowThatHoldsSomeIsTakenApartAndOneThatHoldsNoneGoesOn() {
        start(5);
        send("m", "acme", "a");
        send("m", "other", "b");
        send("n", "other", "c");
        cancel(EVERYWHERE, "acme");
        bench.until(() -> bench.is("cancelled"));
        assertThat(bench.words()).containsExactly("sealed", "cancelled");
        assertThat(bench.manifests())
                .singleElement()
                .satisfies(part -> assertThat(part.items())
                        .extracting(item -> only().covers(item.headers()))
                        .containsExactly(true, false));
        assertThat(bench.provider.calls()).isEmpty();
        bench.settle();
        assertThat(bench.windows())
                .extracting(Window::id)
                .hasSize(2)
                .containsOnly(bench.window().id());
    }

    @Test
    void anOpenWindowOfAnEarlierLifeIsLookedThroughAndSentIfItHoldsNone() {
        start(5);
        send("m", "other", "a");
        bench.anotherLife();
        bench.tick();
        cancel(EVERYWHERE, "acme");
        bench.until(() -> bench.is("submitted"));
        assertThat(bench.window().facts().requests()).isEqualTo(1);
        assertThat(bench.lanes.scans).as("to look, and to make its file again").isEqualTo(2);
    }

    @Test
    void onlyTheLaneThatIsNamedIsLookedAt() {
        start(5);
        send("m", "acme", "a");
        send("n", "acme", "b");
        cancel(LANE, "acme");
        bench.until(() -> bench.is("cancelled"));
        assertThat(bench.window().facts().lane().text()).isEqualTo(LANE);
        assertThat(((WindowState.Cancelled) bench.window().state()).only())
                .as("nothing else is in it")
                .isNull();
        bench.settle();
        assertThat(bench.lastOfEach()).hasSize(1);
    }

    @Test
    void anIntentThatNothingWasAskedForIsTakenApart() {
        start(2);
        bench.provider.createFaults.add(new FakeProvider.Fault(
                new Outcome.Throttled<>(FakeProvider.error(429, null), Optional.of(Duration.ofHours(1))), false));
        sendBoth();
        bench.until(() -> bench.provider.creates().size() == 1);
        bench.settle();
        cancel(EVERYWHERE, "acme");
        bench.until(() -> bench.is("cancelled"));
        assertThat(only()).isEqualTo(acme(2));
        assertThat(bench.manifests()).as("it was written with the intent").hasSize(1);
        bench.pass(Duration.ofHours(2));
        bench.settle();
        assertThat(bench.provider.creates()).hasSize(1);
    }

    @Test
    void anIntentInDoubtIsLookedForAndItsBatchIsLeft() {
        start(2);
        bench.provider.createFaults.add(new FakeProvider.Fault(
                new Outcome.Unavailable<>(FakeProvider.error(0, "connection_lost"), Optional.empty()), true));
        bench.provider.listFaults.add(
                new Outcome.Unavailable<>(FakeProvider.error(503, null), Optional.of(Duration.ofSeconds(20))));
        sendBoth();
        bench.until(() -> bench.provider.count("list") == 1);
        bench.settle();
        cancel(EVERYWHERE, "acme");
        bench.pass(Duration.ofSeconds(30));
        bench.until(() -> bench.is("submitted"));
        bench.settle();
        assertThat(bench.provider.count("cancel")).isZero();
        assertThat(bench.provider.creates()).hasSize(1);
    }

    @Test
    void anIntentInDoubtThatLedToNothingIsTakenApartAfterTheGrace() {
        start(2);
        bench.provider.createFaults.add(new FakeProvider.Fault(
                new Outcome.Unavailable<>(FakeProvider.error(0, "connection_lost"), Optional.empty()), false));
        sendBoth();
        bench.until(() -> bench.provider.count("list") >= 1);
        cancel(EVERYWHERE, "acme");
        bench.settle();
        assertThat(bench.is("cancelled")).as("a batch may still show up").isFalse();
        bench.pass(BatcherBench.GRACE.plusSeconds(60));
        bench.until(() -> bench.is("cancelled"));
        assertThat(only()).isEqualTo(acme(2));
        assertThat(bench.provider.count("delete")).isEqualTo(1);
    }

    @Test
    void aBatchThatHoldsOthersTooIsLeftAndNotCreatedAgain() {
        start(2);
        sendBoth();
        bench.until(() -> bench.is("submitted"));
        Window window = bench.window();
        cancel(EVERYWHERE, "acme");
        bench.settle();
        assertThat(bench.provider.count("cancel")).isZero();
        bench.anotherLife();
        bench.settle();
        assertThat(bench.provider.count("cancel")).isZero();

        bench.status(window, BatchStatus.FAILED);
        bench.join(window.id(), new JoinState.RetryCreate("token_limit_exceeded", 1, bench.clocks.now()));
        bench.until(() -> bench.is("cancelled"));
        assertThat(only()).isEqualTo(acme(2));
        assertThat(bench.provider.creates()).hasSize(1);
    }

    @Test
    void aBatchThatHoldsNothingElseIsCancelledAtTheProvider() {
        start(2);
        send("m", "acme", "a");
        send("m", "acme", "b");
        bench.until(() -> bench.is("submitted"));
        cancel(EVERYWHERE, "acme");
        bench.until(() -> bench.provider.count("cancel") == 1);
        assertThat(((WindowState.Submitted) bench.window().state()).cancel().cause())
                .isEqualTo(CancelCause.OPERATOR);
    }

    @Test
    void aBatchOfTwoWhoAreBothUnwantedIsCancelledWhenTheSecondIs() {
        start(2);
        sendBoth();
        bench.until(() -> bench.is("submitted"));
        cancel(EVERYWHERE, "acme");
        bench.settle();
        assertThat(bench.provider.count("cancel")).isZero();
        cancel(EVERYWHERE, "other");
        bench.until(() -> bench.provider.count("cancel") == 1);
    }

    @Test
    void whatWasSentBeforeAndComesLaterIsMetAndWhatIsSentLaterIsNot() {
        start(2);
        cancel(EVERYWHERE, "acme", 2);
        bench.anotherLife();
        bench.tick();
        sendBoth();
        bench.until(() -> bench.is("cancelled"));
        assertThat(only()).isEqualTo(acme(2));
        sendBoth();
        bench.until(() -> bench.is("submitted"));
        assertThat(bench.provider.creates()).hasSize(1);
    }

    @Test
    void whatIsReleasedIsTakenIntoAnotherWindow() {
        start(2);
        sendBoth();
        bench.until(() -> bench.is("submitted"));
        bench.lane(routed("other", 1), headers("other", 1).toArray(Header[]::new));
        bench.settle();
        assertThat(bench.meter("batchline.requests.repeated"))
                .as("as if offsets were reset")
                .isEqualTo(1);
        Header released = Header.of(Headers.RELEASED, bench.window().id().text());
        List<Header> again = new java.util.ArrayList<>(headers("other", 1));
        again.add(released);
        bench.lane(routed("other", 1), again.toArray(Header[]::new));
        bench.flush();
        bench.until(() -> bench.provider.creates().size() == 2);
    }

    @Test
    void whatComesBackToALaneThatWasCancelledIsMet() {
        start(2);
        cancel(LANE, null, 4);
        bench.tick();
        send("m", "acme", "a");
        send("m", null, "b");
        bench.until(() -> bench.is("cancelled"));
        assertThat(((WindowState.Cancelled) bench.window().state()).only())
                .as("all of it is unwanted")
                .isNull();
        send("n", "acme", "c");
        send("n", "acme", "d");
        bench.until(() -> bench.is("submitted"));
    }

    @Test
    void aCommandThatSelectsNothingHasNoEffect() {
        start(1);
        cancel(EVERYWHERE, null, 9);
        bench.order(EVERYWHERE, Command.Action.CANCEL_ITEMS);
        bench.command("no|lane", JsonCodec.COMMAND.encode(Command.cancelItems(acme(9), null, bench.clocks.now())));
        send("m", "acme", "a");
        bench.until(() -> bench.is("submitted"));
    }

    private void sendBoth() {
        send("m", "acme", "a" + sent);
        send("m", "other", "b" + sent);
    }

    private void send(String model, @Nullable String tenant, String customId) {
        Header[] headers = tenant == null ? new Header[0] : new Header[] {Header.of(Headers.TENANT, tenant)};
        bench.send(BatcherBench.request(customId, model), headers);
        sent++;
    }

    private void cancel(String key, String tenant) {
        cancel(key, tenant, sent);
    }

    private void cancel(String key, @Nullable String tenant, long before) {
        Selection selection = selection(tenant, before);
        bench.command(key, JsonCodec.COMMAND.encode(Command.cancelItems(selection, "wrong", bench.clocks.now())));
    }

    private List<Selection> onlyAll() {
        return ((WindowState.Cancelled) bench.window().state()).only();
    }

    private Selection only() {
        assertThat(onlyAll()).hasSize(1);
        return onlyAll().getFirst();
    }

    private static Selection acme(long before) {
        return selection("acme", before);
    }

    private static Selection selection(@Nullable String tenant, long before) {
        return new Selection(tenant, null, List.of(new Selection.End("id-of-requests", List.of(before))));
    }

    private static TestRecord<byte[], byte[]> routed(String tenant, long offset) {
        return new TestRecord<>(
                LANE.getBytes(StandardCharsets.UTF_8),
                BatcherBench.request(tenant + offset, "m").getBytes(StandardCharsets.UTF_8));
    }

    private static List<Header> headers(String tenant, long offset) {
        return List.of(
                Header.of(Headers.TENANT, tenant),
                Header.of(Headers.SOURCE_TOPIC, "requests"),
                Header.of(Headers.SOURCE_TOPIC_ID, "id-of-requests"),
                Header.of(Headers.SOURCE_PARTITION, "0"),
                Header.of(Headers.SOURCE_OFFSET, Long.toString(offset)),
                Header.of(Headers.ATTEMPT, "1"));
    }

    private void start(int requests) {
        bench = new BatcherBench(directory, BatcherBench.ceilings(requests), 100);
    }
}
