package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.schemas.CloseTrigger;
import dev.batchline.schemas.Header;
import dev.batchline.schemas.Headers;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.ManifestItem;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowState;
import java.io.IOException;
import java.time.Duration;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What windows hold, and that a file that was lost is made again byte for byte. */
class WindowerTest extends WindowerFixture {
    private static final String LONG_ID = "i".repeat(65);

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
    @Tag("crash-row-2")
    void sealsAgainWhatASealThatWasAbortedHeld() throws IOException {
        ceilings = new BatcherSettings.WindowCeilings(2, 1_000_000, Long.MAX_VALUE, Duration.ofMinutes(1));
        begin();
        take(CHAT, "a");
        Map<String, Map<String, byte[]>> before = task.stored();
        long next = offset;
        take(CHAT, "b");
        Window aborted = sealed(CHAT);
        task.abort(before);
        offset = next;
        source--;
        begin();
        assertThat(task.windows).isEmpty();

        take(CHAT, "b");

        Window sealed = sealed(CHAT);
        assertThat(sealed.id()).isEqualTo(aborted.id());
        assertThat(sealed.version()).isEqualTo(aborted.version());
        assertThat(check(sealed)).extracting(ManifestItem::customId).containsExactly("a", "b");
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
    void takesAReplayedRequestOnceAndPassesOverItWhenOffsetsAreReset() throws IOException {
        extra = Header.of(Headers.REPLAY, "job");
        begin();
        take(CHAT, "a");
        take(CHAT, "a");
        repeat(CHAT, "a");
        windower.flush("*");

        List<ManifestItem> items = check(sealed(CHAT));
        assertThat(items).extracting(ManifestItem::customId).containsExactly("a", "a");
        assertThat(items).extracting(ManifestItem::idOnWire).doesNotHaveDuplicates();
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
    @Tag("invariant-2")
    @Tag("invariant-4")
    @Tag("invariant-5")
    @Tag("invariant-14")
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
}
