package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.schemas.CloseTrigger;
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
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.processor.api.Record;
import org.assertj.core.data.Percentage;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What limits a window beyond its lines, and what becomes of requests that no window takes. */
class WindowRulesTest extends WindowerFixture {
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
    @Tag("invariant-4")
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
        windower.tick(lanes::routedUntil);

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
        windower.tick(lanes::routedUntil);
        assertThat(task.windows)
                .as("the oldest, at the usual linger until half of the hour is used")
                .extracting(window -> window.facts().lane().model())
                .containsExactly("m0", "m1", "m2");
        clocks.pass(Duration.ofDays(1));
        windower.tick(lanes::routedUntil);
        assertThat(task.windows).as("they all still wait for their create").hasSize(4);
        task.windows.forEach(this::submit);
        windower.tick(lanes::routedUntil);
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
        return JoinEvent.of(window.id(), new JoinState.Done(1, 0, 0, use, null), clocks.now());
    }
}
