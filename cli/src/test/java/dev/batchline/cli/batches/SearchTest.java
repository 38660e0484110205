package dev.batchline.cli.batches;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.schemas.DeploymentId;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.JoinEvent;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.ManifestChunk;
import dev.batchline.schemas.ManifestCodec;
import dev.batchline.schemas.ManifestItem;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowFacts;
import dev.batchline.schemas.WindowId;
import dev.batchline.schemas.WindowState;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Where a search finds a request. */
class SearchTest {
    private static final LaneKey LANE = new LaneKey("openai", "/v1/chat/completions", "m", "24h");
    private static final WindowId ID = WindowId.of(DeploymentId.of("cluster", "topic"), 1, LANE, 7);

    private final Search search = new Search("wanted", "batch.lanes");

    @Test
    void showsEveryOutcomeOfTheIdAndOfNoOther() {
        takeEnd(Topic.RESULTS_FAILED, "wanted", 3, "rate_limit");
        takeEnd(Topic.RESULTS_COMPLETED, "other", 4, null);
        takeEnd(Topic.RESULTS_COMPLETED, "wanted", 5, null);

        assertThat(search.traces()).extracting(Trace::outcome).containsExactly("failed: rate_limit", "completed");
        assertThat(search.traces()).extracting(Trace::status).containsOnly("done");
        assertThat(search.traces().getLast().place()).isEqualTo(new Trace.Place("results.completed", 0, 5));
    }

    @Test
    void keepsTheLatestOutcomesOnly() {
        for (int offset = 0; offset < Search.KEPT + 3; offset++) {
            takeEnd(Topic.RESULTS_COMPLETED, "wanted", offset, null);
        }

        assertThat(search.traces()).hasSize(Search.KEPT);
        assertThat(search.traces().getFirst().place().offset()).isEqualTo(3);
        assertThat(search.leftOff()).isEqualTo(3);
    }

    @Test
    void findsWhatIsUnderWayUntilItIsPublished() {
        takeManifest(List.of(item(0, "other"), item(1, "wanted")));
        takeWindow();
        assertThat(search.traces())
                .containsExactly(new Trace(
                        new Trace.Place("batch.lanes", 1, 101),
                        "batch.requests-2-17",
                        ID.text(),
                        null,
                        3,
                        "sealed",
                        ""));

        takeJoin(new JoinState.Publishing(1, 2));
        assertThat(search.traces()).extracting(Trace::status).containsExactly("publishing");

        takeJoin(new JoinState.Publishing(2, 2));
        assertThat(search.traces()).extracting(Trace::status).containsExactly("waits to be sent again");

        takeJoin(new JoinState.Done(1, 0, 1));
        assertThat(search.traces()).isEmpty();
    }

    @Test
    void showsTheOutcomeOnlyOfWhatItsWindowHasPublished() {
        takeManifest(List.of(item(0, "wanted")));
        takeWindow();
        takeJoin(new JoinState.Publishing(1, 1));
        ConsumerRecord<byte[], byte[]> done = record(Topic.RESULTS_COMPLETED.suffix(), 0, 5, "wanted", utf8("{}"));
        done.headers().add(Headers.WINDOW, utf8(ID.text()));
        search.take(Topic.RESULTS_COMPLETED, done);

        assertThat(search.traces()).extracting(Trace::outcome).containsExactly("completed");
    }

    @Test
    void forgetsAManifestThatIsRemoved() {
        takeWindow();
        takeManifest(List.of(item(0, "wanted")));
        search.take(Topic.MANIFESTS, record("manifests", 1, 9, ManifestChunk.key(ID, 0), null));

        assertThat(search.traces()).isEmpty();
    }

    private void takeEnd(Topic topic, String customId, long offset, @Nullable String code) {
        ConsumerRecord<byte[], byte[]> record = record(topic.suffix(), 0, offset, customId, utf8("{}"));
        if (code != null) {
            record.headers().add(Headers.ERROR_CODE, utf8(code));
        }
        search.take(topic, record);
    }

    private void takeManifest(List<ManifestItem> items) {
        byte[] value = ManifestCodec.encode(new ManifestChunk(ManifestChunk.FORMAT, ID, 0, 1, items));
        search.take(Topic.MANIFESTS, record("manifests", 1, 5, ManifestChunk.key(ID, 0), value));
    }

    private void takeWindow() {
        WindowFacts facts = new WindowFacts(
                LANE, 9, 2, 300, 30, 3, 60, "digest", Integer.MAX_VALUE, 4_000, List.of(), Instant.EPOCH, null, 0);
        Window window = Window.open(ID, facts).to(new WindowState.Open().seal("openai", Instant.EPOCH));
        search.take(Topic.WINDOWS, record("windows", 1, 1, ID.text(), JsonCodec.WINDOW.encode(window)));
    }

    private void takeJoin(JoinState state) {
        byte[] value = JsonCodec.JOIN.encode(JoinEvent.of(ID, state, Instant.EPOCH));
        search.take(Topic.JOINS, record("joins", 1, 1, ID.text(), value));
    }

    private static ManifestItem item(int seq, String customId) {
        List<Header> headers = List.of(
                Header.of(Headers.SOURCE_TOPIC, "batch.requests"),
                Header.of(Headers.SOURCE_PARTITION, "2"),
                Header.of(Headers.SOURCE_OFFSET, "17"));
        return new ManifestItem(seq, 100 + seq, customId, null, 10, 3, headers);
    }

    private static ConsumerRecord<byte[], byte[]> record(
            String topic, int partition, long offset, String key, byte @Nullable [] value) {
        return new ConsumerRecord<>(topic, partition, offset, utf8(key), value);
    }

    private static byte[] utf8(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
