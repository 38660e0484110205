package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.runtime.SettableClocks;
import dev.batchline.schemas.DeploymentId;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.ManifestItem;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.Window;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.junit.jupiter.api.io.TempDir;

/** A windower over one partition in memory, whose windows a test checks against what is read again. */
abstract class WindowerFixture {
    static final LaneKey CHAT = new LaneKey("pool", "/v1/chat/completions", "m", "24h");
    static final LaneKey EMBEDDINGS = new LaneKey("pool", "/v1/embeddings", "m", "24h");

    @TempDir
    Path directory;

    final SettableClocks clocks = new SettableClocks();
    final FakeTask task = new FakeTask(clocks);
    final FakeLaneLog lanes = new FakeLaneLog();
    final FakeProvider provider = new FakeProvider(clocks);
    final Account account = new Account("a", "pool", 100, provider);
    List<Account> accounts = List.of(account);
    BatcherSettings.WindowCeilings ceilings =
            new BatcherSettings.WindowCeilings(1_000, 1_000_000, Long.MAX_VALUE, Duration.ofMinutes(1));
    long maxSpoolBytes = 1_000_000;
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    Header extra = Header.of("trace", "1");
    Spool spool;
    Windower windower;
    long offset;
    long source;
    int lives;

    /** Makes a window's file again and compares it with its facts and with the spool file, if that was kept. */
    List<ManifestItem> check(Window window) throws IOException {
        SpoolFile file = new SpoolFile(directory.resolve("again"), window.id().text());
        file.delete();
        new SpoolRebuild(lanes, account).write(window, file);
        CheckedContent content = new CheckedContent(file.lines(), window.facts());
        content.open().readAllBytes();
        assertThat(content.agrees()).as("I14, %s", window).isTrue();
        List<ManifestItem> items = new ArrayList<>();
        file.items(items::add);
        assertThat(items.stream().map(ManifestItem::idOnWire)).doesNotHaveDuplicates();
        if (spool.find(window.id()).isPresent()) {
            SpoolFile kept = spool.find(window.id()).get();
            assertThat(Files.readAllBytes(file.lines())).isEqualTo(Files.readAllBytes(kept.lines()));
            List<ManifestItem> keptItems = new ArrayList<>();
            kept.items(keptItems::add);
            assertThat(items).isEqualTo(keptItems);
        }
        return items;
    }

    void begin() {
        begin(new Accounts(accounts));
    }

    void begin(Accounts pools) {
        if (spool != null) {
            spool.end();
        }
        spool = new Spool(directory.resolve("life" + lives++), new SpoolRoom(maxSpoolBytes));
        BatcherSettings settings = new BatcherSettings(
                DeploymentId.of("c", "t"),
                1,
                Map.of(),
                1_000_000,
                ceilings,
                "24h",
                Duration.ofMinutes(2),
                BatcherSettings.ProviderFiles.of(true),
                new BatcherSettings.SpoolPlace(directory, maxSpoolBytes));
        WindowStore windows = new WindowStore(task.store(WindowStore.NAME));
        windower =
                new Windower(task, settings, pools, new WindowEvents(task, windows), spool, new TaskMeters(meters, 0));
    }

    Window sealed(LaneKey lane) {
        return task.windows.stream()
                .filter(window -> window.facts().lane().equals(lane))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    void take(LaneKey lane, String customId) {
        take(lane, body(customId, lane, "{\"model\":\"m\",\"input\":[\"x\",\"y\"]}"), ++source);
    }

    /** A request whose source offset was taken before. */
    void repeat(LaneKey lane, String customId) {
        take(lane, body(customId, lane, "{\"model\":\"m\"}"), source);
    }

    void unreadable(LaneKey lane) {
        int failures = Collections.frequency(task.topics, Topic.DEAD_LETTERS);
        take(lane, "{broken", ++source);
        assertThat(Collections.frequency(task.topics, Topic.DEAD_LETTERS)).isEqualTo(failures + 1);
    }

    void take(LaneKey lane, String value, long sourceOffset) {
        byte[] key = lane.text().getBytes(StandardCharsets.UTF_8);
        byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
        List<Header> headers = Arrays.asList(
                Header.of(Headers.SOURCE_TOPIC, "in"),
                Header.of(Headers.SOURCE_TOPIC_ID, "id-of-in"),
                Header.of(Headers.SOURCE_PARTITION, "0"),
                Header.of(Headers.SOURCE_OFFSET, Long.toString(sourceOffset)),
                Header.of(Headers.ATTEMPT, "1"),
                new Header("null", null),
                extra);
        RecordHeaders kafka = new RecordHeaders();
        headers.forEach(header -> kafka.add(header.key(), header.value()));
        lanes.add(offset, key, bytes, headers);
        windower.take(offset, new Record<>(key, bytes, clocks.now().toEpochMilli(), kafka));
        offset++;
    }

    static String body(String customId, LaneKey lane, String body) {
        return "{\"custom_id\":\"" + customId + "\",\n\"url\":\"" + lane.endpoint() + "\",\"body\":" + body + "}\n";
    }
}
