package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.schemas.CloseTrigger;
import dev.batchline.schemas.DeploymentId;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.JoinEvent;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.ManifestChunk;
import dev.batchline.schemas.ManifestChunker;
import dev.batchline.schemas.ManifestItem;
import dev.batchline.schemas.SubmittedHow;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowState;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What windows hold, and that a file that was lost is made again byte for byte. */
class WindowerTest {
    private static final LaneKey CHAT = new LaneKey("pool", "/v1/chat/completions", "m", "24h");
    private static final LaneKey EMBEDDINGS = new LaneKey("pool", "/v1/embeddings", "m", "24h");
    private static final String LONG_ID = "i".repeat(65);

    @TempDir
    Path directory;

    private final SettableClocks clocks = new SettableClocks();
    private final FakeTask task = new FakeTask(clocks);
    private final FakeLaneLog lanes = new FakeLaneLog();
    private final FakeProvider provider = new FakeProvider(clocks);
    private final Account account = new Account("a", "pool", 100, provider);
    private List<Account> accounts = List.of(account);
    private BatcherSettings.WindowCeilings ceilings =
            new BatcherSettings.WindowCeilings(1_000, 1_000_000, Long.MAX_VALUE, Duration.ofMinutes(1));
    private long maxSpoolBytes = 1_000_000;
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private Header extra = Header.of("trace", "1");
    private Spool spool;
    private Windower windower;
    private long offset;
    private long source;
    private int lives;

    @Test
    void makesAgainAFileWithDuplicatesLongIdsAndSkippedRecords() throws IOException {
        begin();
        take(CHAT, "a");
        take(EMBEDDINGS, "a");
        take(CHAT, "b");
        repeat(CHAT, "b");
        repeat(EMBEDDINGS, "x");
        repeat(CHAT, "b");
        take(CHAT, "a");
        take(CHAT, LONG_ID);
        unreadable(CHAT);
        repeat(CHAT, "z");
        take(CHAT, "a");
        windower.flush("*");

        Window window = sealed(CHAT);
        assertThat(window.facts().requests()).isEqualTo(5);
        List<ManifestItem> items = check(window);
        assertThat(items).extracting(ManifestItem::customId).containsExactly("a", "b", "a", LONG_ID, "a");
        assertThat(items)
                .extracting(ManifestItem::idOnWire)
                .containsExactly(
                        "a",
                        "b",
                        window.id().wireId(2),
                        window.id().wireId(3),
                        window.id().wireId(4));
        assertThat(check(sealed(EMBEDDINGS))).hasSize(1);
    }

    @Test
    void aWindowOfTwoLivesUsesWireIdsFromTheSecondOnAndIsMadeAgain() throws IOException {
        begin();
        take(CHAT, "a");
        take(CHAT, "b");
        begin();
        take(CHAT, "c");
        take(CHAT, "a");
        begin();
        take(CHAT, "d");
        windower.flush(CHAT.text());

        Window window = sealed(CHAT);
        assertThat(window.facts().surrogatesFrom()).isEqualTo(2);
        assertThat(spool.find(window.id())).as("only its beginning was spooled").isEmpty();
        assertThat(check(window))
                .extracting(ManifestItem::idOnWire)
                .containsExactly(
                        "a",
                        "b",
                        window.id().wireId(2),
                        window.id().wireId(3),
                        window.id().wireId(4));
    }

    @Test
    void aSecondLifeThatAddsNothingChangesNothing() throws IOException {
        begin();
        take(CHAT, "a");
        begin();
        repeat(CHAT, "a");
        windower.flush("*");
        assertThat(sealed(CHAT).facts().surrogatesFrom()).isEqualTo(Integer.MAX_VALUE);
        assertThat(check(sealed(CHAT))).extracting(ManifestItem::idOnWire).containsExactly("a");
    }

    @Test
    void keepsTheSkipMarksOfEarlierLives() throws IOException {
        begin();
        take(CHAT, "a");
        repeat(CHAT, "dup");
        begin();
        repeat(CHAT, "dup");
        take(CHAT, "b");
        windower.flush("*");
        assertThat(check(sealed(CHAT))).extracting(ManifestItem::customId).containsExactly("a", "b");
    }

    @Test
    void passesOverRecordsThatAreReadAgainAfterOffsetsWereReset() throws IOException {
        begin();
        take(CHAT, "a");
        take(CHAT, "b");
        begin();
        offset = 0;
        source = 0;
        take(CHAT, "a");
        take(CHAT, "b");
        take(CHAT, "c");
        windower.flush("*");
        assertThat(check(sealed(CHAT))).extracting(ManifestItem::customId).containsExactly("a", "b", "c");
    }

    @Test
    void closesAWindowWithTooManyGaps() throws IOException {
        begin();
        for (int i = 0; i < 40; i++) {
            take(CHAT, "id" + i);
            repeat(CHAT, "again" + i);
        }
        windower.flush("*");
        assertThat(task.windows).hasSizeGreaterThan(1).allSatisfy(window -> {
            assertThat(window.facts().skipped()).hasSizeLessThanOrEqualTo(17);
            assertThat(check(window)).hasSize(window.facts().requests());
        });
        assertThat(task.windows.stream().mapToInt(w -> w.facts().requests()).sum())
                .isEqualTo(40);
    }

    @Test
    void tellsNothingOfAnOpenWindow() {
        begin();
        take(CHAT, "a");
        assertThat(task.topics).isEmpty();
    }

    @Test
    void theAccountsOfAPoolTakeTurns() {
        accounts = List.of(account, new Account("b", "pool", 100, provider), new Account("c", "other", 100, provider));
        begin();
        for (int i = 0; i < 4; i++) {
            take(CHAT, "id" + i);
            windower.flush("*");
        }
        assertThat(task.windows)
                .extracting(window -> ((WindowState.Sealed) window.state()).account())
                .containsExactly("a", "b", "a", "b");
    }

    @Test
    void closesByInputsBeforeTheyAreTooMany() {
        ceilings = new BatcherSettings.WindowCeilings(1_000, 100_000_000, Long.MAX_VALUE, Duration.ofMinutes(1));
        begin();
        String inputs = "[" + String.join(",", Collections.nCopies(20_000, "\"x\"")) + "]";
        for (int i = 0; i < 3; i++) {
            take(EMBEDDINGS, body("e" + i, EMBEDDINGS, "{\"model\":\"m\",\"input\":" + inputs + "}"), ++source);
        }
        assertThat(task.windows).singleElement().satisfies(window -> {
            assertThat(window.facts().trigger()).isEqualTo(CloseTrigger.INPUTS);
            assertThat(window.facts().inputs()).isEqualTo(40_000);
        });
    }

    @Test
    void fillsWindowsThatAreMadeAgainWhateverComes() throws IOException {
        for (long seed = 1; seed <= 25; seed++) {
            Random random = new Random(seed);
            ceilings = new BatcherSettings.WindowCeilings(
                    5 + random.nextInt(60), 2_000 + random.nextInt(8_000), 2_000, Duration.ofMinutes(1));
            maxSpoolBytes = random.nextBoolean() ? 4_000 : 1_000_000;
            task.windows.clear();
            begin();
            int taken = 0;
            for (int i = 0; i < 400; i++) {
                taken += step(random);
            }
            windower.flush("*");
            check(seed, taken);
        }
    }

    @Test
    void laterWindowsEstimateByWhatABatchUsedAndTheEarlierStayAsTheyWere() throws IOException {
        begin();
        take(CHAT, "a");
        windower.flush("*");
        Window first = sealed(CHAT);
        take(CHAT, "b");
        windower.onJoin(done(first, new JoinState.TokenUse(20_000_000, 10_000_000)));
        take(CHAT, "c");
        begin();
        take(CHAT, "d");
        windower.flush("*");
        Window second = sealed(CHAT);
        take(CHAT, "e");
        windower.flush("*");
        Window third = sealed(CHAT);

        assertThat(first.facts().bytesPerThousandTokens()).isEqualTo(4_000);
        assertThat(second.facts().bytesPerThousandTokens())
                .as("fixed when it was opened")
                .isEqualTo(4_000);
        assertThat(third.facts().bytesPerThousandTokens()).as("after a restart").isEqualTo(2_020);
        for (Window window : List.of(first, second, third)) {
            assertThat(check(window).stream().mapToLong(ManifestItem::tokens).sum())
                    .as("made again with the ratio of its time")
                    .isEqualTo(window.facts().tokens());
        }
        take(new LaneKey("pool", "/v1/chat/completions", "other", "24h"), "f");
        windower.flush("*");
        assertThat(task.windows.get(3).facts().bytesPerThousandTokens()).isEqualTo(4_000);
    }

    @Test
    void theEndOfAWindowTeachesNothingTwiceAndNothingWithoutAWord() {
        begin();
        take(CHAT, "a");
        windower.flush("*");
        Window gone = sealed(CHAT);
        windower.onJoin(done(gone, null));
        new WindowStore(task.store(WindowStore.NAME)).remove(gone.id());
        windower.onJoin(done(gone, new JoinState.TokenUse(20_000_000, 10_000_000)));
        take(CHAT, "b");
        windower.flush("*");
        assertThat(sealed(CHAT).facts().bytesPerThousandTokens()).isEqualTo(4_000);
    }

    @Test
    void closesBeforeTheManifestIsTooLarge() throws IOException {
        ceilings = new BatcherSettings.WindowCeilings(50_000, 200_000_000, Long.MAX_VALUE, Duration.ofMinutes(1));
        begin();
        extra = Header.of("baggage", "x".repeat(16_000));
        for (int i = 0; i < 2_000; i++) {
            take(CHAT, "id" + i);
        }
        assertThat(task.windows).singleElement().satisfies(window -> {
            assertThat(window.facts().trigger()).isEqualTo(CloseTrigger.BYTES);
            assertThat(window.facts().manifestBytes()).isLessThanOrEqualTo(WindowLimits.MANIFEST_BYTES);
            List<ManifestItem> items = check(window);
            long written = ManifestChunker.split(window.id(), items).stream()
                    .mapToLong(part -> new JsonCodec<>(ManifestChunk.class, 1).encode(part).length)
                    .sum();
            assertThat(written)
                    .as("what was counted is what is written")
                    .isCloseTo(window.facts().manifestBytes(), Percentage.withPercentage(5));
        });
    }

    @Test
    void takesLinesUpToTheLimitToTheByteAndALineAboveItAlone() throws IOException {
        int line = 102;
        ceilings = new BatcherSettings.WindowCeilings(1_000, 2 * line, Long.MAX_VALUE, Duration.ofMinutes(1));
        begin();
        take(CHAT, "a");
        assertThat(new WindowStore(task.store(WindowStore.NAME)))
                .satisfies(store -> store.forEach(
                        window -> assertThat(window.facts().bytes()).isEqualTo(line)));
        take(CHAT, "b");
        take(CHAT, body("giant", CHAT, "{\"model\":\"m\",\"p\":\"" + "p".repeat(300) + "\"}"), ++source);
        take(CHAT, "c");
        windower.flush("*");
        assertThat(task.windows).extracting(window -> window.facts().requests()).containsExactly(2, 1, 1);
        assertThat(task.windows)
                .extracting(window -> window.facts().trigger())
                .containsExactly(CloseTrigger.BYTES, CloseTrigger.BYTES, CloseTrigger.FLUSH);
        assertThat(task.windows.get(0).facts().bytes()).isEqualTo(ceilings.bytes());
        assertThat(task.windows.get(1).facts().bytes()).isGreaterThan(ceilings.bytes());
        for (Window window : task.windows) {
            check(window);
        }
    }

    @Test
    void aRequestOfAPoolThatNobodyConfiguresAnyMoreFailsAndItsNeighboursGoOn() throws IOException {
        LaneKey orphan = new LaneKey("gone", "/v1/chat/completions", "m", "24h");
        accounts = List.of(account, new Account("b", "gone", 100, provider));
        begin();
        take(orphan, "a");
        take(CHAT, "b");
        accounts = List.of(account);
        begin();
        int letters = task.failures.size();
        take(orphan, "c");
        repeat(orphan, "c");
        take(orphan, "d");
        take(CHAT, "e");
        windower.flush("*");
        clocks.pass(Duration.ofHours(5));
        windower.tick();

        assertThat(task.failures.subList(letters, task.failures.size()))
                .hasSize(2)
                .allSatisfy(failure -> assertThat(failure)
                        .containsEntry(Headers.ERROR_CODE, "unknown_account")
                        .containsEntry(Headers.ERROR_RETRYABLE, "true")
                        .containsEntry(Headers.STAGE, "seal")
                        .hasEntrySatisfying(
                                Headers.ERROR_MESSAGE,
                                message -> assertThat(message)
                                        .contains("pool gone")
                                        .contains("Configure")));
        assertThat(task.windows).extracting(window -> window.facts().lane()).containsExactly(CHAT);

        accounts = List.of(account, new Account("again", "gone", 100, provider));
        begin();
        take(orphan, "f");
        windower.flush("*");
        Window kept = sealed(orphan);
        assertThat(((WindowState.Sealed) kept.state()).account()).isEqualTo("again");
        assertThat(check(kept)).extracting(ManifestItem::customId).containsExactly("a", "f");
    }

    @Test
    void aRecordWithoutALaneFailsAndStopsNobody() {
        begin();
        byte[] value = body("a", CHAT, "{\"model\":\"m\"}").getBytes(StandardCharsets.UTF_8);
        windower.take(offset++, new Record<>(null, value, 0, new RecordHeaders()));
        windower.take(
                offset++, new Record<>("no lane".getBytes(StandardCharsets.UTF_8), value, 0, new RecordHeaders()));
        windower.take(
                offset++, new Record<>(CHAT.text().getBytes(StandardCharsets.UTF_8), null, 0, new RecordHeaders()));
        assertThat(task.failures)
                .hasSize(3)
                .allSatisfy(failure -> assertThat(failure).containsEntry(Headers.ERROR_CODE, "internal_error"));
        take(CHAT, "b");
        windower.flush("*");
        assertThat(sealed(CHAT).facts().requests()).isEqualTo(1);
    }

    @Test
    void closesNoMoreByAgeThanCanBeCreated() {
        accounts = List.of(new Account("a", "pool", 4, provider));
        begin();
        for (int i = 0; i < 10; i++) {
            take(new LaneKey("pool", "/v1/chat/completions", "m" + i, "24h"), "a");
            clocks.pass(Duration.ofMillis(10));
        }
        clocks.pass(Duration.ofMinutes(1));
        windower.tick();
        assertThat(task.windows)
                .as("the oldest, at the usual linger until half of the hour is used")
                .extracting(window -> window.facts().lane().model())
                .containsExactly("m0", "m1", "m2");
        clocks.pass(Duration.ofDays(1));
        windower.tick();
        assertThat(task.windows).as("they all still wait for their create").hasSize(4);
        task.windows.forEach(this::submit);
        windower.tick();
        assertThat(task.windows).as("as many again").hasSize(8);
        windower.flush("*");
        assertThat(task.windows).as("who asks for it gets it").hasSize(10);
    }

    @Test
    void aLifeThatEndsNoLongerCountsItsWindowsAndTheNextDoes() {
        Accounts pools = new Accounts(List.of(account));
        begin(pools);
        take(CHAT, "a");
        windower.flush("*");
        HourlyLimit limit = pools.creations(account);
        assertThat(limit.used(clocks.now())).isEqualTo(1);
        windower.end();
        assertThat(limit.used(clocks.now())).isZero();
        begin(pools);
        assertThat(limit.used(clocks.now())).isEqualTo(1);
    }

    private void submit(Window window) {
        WindowState.Submitted submitted = ((WindowState.Sealed) window.state())
                .uploaded("file", "life", clocks.now())
                .submitted("batch", SubmittedHow.CREATED, clocks.now());
        windower.onWindow(window.to(submitted));
    }

    private JoinEvent done(Window window, JoinState.TokenUse use) {
        return JoinEvent.of(window.id(), new JoinState.Done(1, 0, 0, use), clocks.now());
    }

    private int step(Random random) {
        LaneKey lane = random.nextInt(3) == 0 ? EMBEDDINGS : CHAT;
        switch (random.nextInt(40)) {
            case 0 -> begin();
            case 1, 2 -> repeat(lane, "again");
            case 3 -> unreadable(lane);
            case 4 -> windower.flush(lane.text());
            default -> {
                String id = random.nextInt(10) == 0 ? LONG_ID : "id" + random.nextInt(60);
                take(lane, id + (random.nextBoolean() ? "" : "ü\\\""));
                return 1;
            }
        }
        return 0;
    }

    private void check(long seed, int taken) throws IOException {
        long after = -1;
        int requests = 0;
        Set<Long> offsets = new HashSet<>();
        for (LaneKey lane : List.of(CHAT, EMBEDDINGS)) {
            after = -1;
            for (Window window : task.windows) {
                if (window.facts().lane().equals(lane)) {
                    assertThat(window.id().firstOffset())
                            .as("I5, seed %d", seed)
                            .isGreaterThan(after);
                    after = window.facts().lastOffset();
                    requests += window.facts().requests();
                    assertThat(window.facts().requests()).as("I4").isLessThanOrEqualTo(ceilings.requests());
                    assertThat(window.facts().bytes()).as("I4").isLessThanOrEqualTo(ceilings.bytes());
                    assertThat(window.facts().tokens()).as("I4").isLessThanOrEqualTo(ceilings.tokens());
                    for (ManifestItem item : check(window)) {
                        assertThat(offsets.add(item.offset())).as("I2").isTrue();
                    }
                }
            }
        }
        assertThat(requests)
                .as("every accepted request is in one window, seed %d", seed)
                .isEqualTo(taken);
    }

    /** Makes a window's file again and compares it with its facts and with the spool file, if that was kept. */
    private List<ManifestItem> check(Window window) throws IOException {
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

    private void begin() {
        begin(new Accounts(accounts));
    }

    private void begin(Accounts pools) {
        if (spool != null) {
            spool.end();
        }
        spool = new Spool(directory.resolve("life" + lives++), maxSpoolBytes, new AtomicLong());
        BatcherSettings settings = new BatcherSettings(
                DeploymentId.of("c", "t"),
                1,
                Map.of(),
                1_000_000,
                ceilings,
                "24h",
                Duration.ofMinutes(2),
                new BatcherSettings.SpoolPlace(directory, maxSpoolBytes));
        WindowStore windows = new WindowStore(task.store(WindowStore.NAME));
        windower =
                new Windower(task, settings, pools, new WindowEvents(task, windows), spool, new TaskMeters(meters, 0));
    }

    private Window sealed(LaneKey lane) {
        return task.windows.stream()
                .filter(window -> window.facts().lane().equals(lane))
                .reduce((first, second) -> second)
                .orElseThrow();
    }

    private void take(LaneKey lane, String customId) {
        take(lane, body(customId, lane, "{\"model\":\"m\",\"input\":[\"x\",\"y\"]}"), ++source);
    }

    /** A request whose source offset was taken before. */
    private void repeat(LaneKey lane, String customId) {
        take(lane, body(customId, lane, "{\"model\":\"m\"}"), source);
    }

    private void unreadable(LaneKey lane) {
        int failures = Collections.frequency(task.topics, Topic.DEAD_LETTERS);
        take(lane, "{broken", ++source);
        assertThat(Collections.frequency(task.topics, Topic.DEAD_LETTERS)).isEqualTo(failures + 1);
    }

    private void take(LaneKey lane, String value, long sourceOffset) {
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

    private static String body(String customId, LaneKey lane, String body) {
        return "{\"custom_id\":\"" + customId + "\",\n\"url\":\"" + lane.endpoint() + "\",\"body\":" + body + "}\n";
    }
}
