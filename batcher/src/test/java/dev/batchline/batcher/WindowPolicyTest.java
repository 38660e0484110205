package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.schemas.CloseTrigger;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.WindowFacts;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** When windows close. */
class WindowPolicyTest {
    private static final Instant OPENED = Instant.parse("2026-01-01T00:00:00Z");
    private static final WindowLimits LIMITS = new WindowLimits(10, 1_000, 500, 100, 3_000);
    private static final WindowPolicy.Line LINE = new WindowPolicy.Line(100, 50, 10, 300);
    private static final WindowPolicy.Creations IDLE = new WindowPolicy.Creations(0, 100);
    private static final Duration LINGER = Duration.ofMinutes(1);

    @Test
    void takesALineThatFillsEveryLimitToItsBorder() {
        assertThat(WindowPolicy.beforeLine(facts(9, 900, 450, 90), LINE, LIMITS))
                .isEmpty();
    }

    @Test
    void closesBeforeALineThatWouldPassALimitByOne() {
        assertThat(WindowPolicy.beforeLine(facts(10, 0, 0, 0), LINE, LIMITS)).contains(CloseTrigger.COUNT);
        assertThat(WindowPolicy.beforeLine(facts(9, 901, 450, 90), LINE, LIMITS))
                .contains(CloseTrigger.BYTES);
        assertThat(WindowPolicy.beforeLine(withManifest(2_700), LINE, LIMITS)).isEmpty();
        assertThat(WindowPolicy.beforeLine(withManifest(2_701), LINE, LIMITS)).contains(CloseTrigger.BYTES);
        assertThat(WindowPolicy.beforeLine(facts(9, 900, 451, 90), LINE, LIMITS))
                .contains(CloseTrigger.TOKENS);
        assertThat(WindowPolicy.beforeLine(facts(9, 900, 450, 91), LINE, LIMITS))
                .contains(CloseTrigger.INPUTS);
    }

    @Test
    void anEmptyWindowTakesALineAboveEveryLimit() {
        assertThat(WindowPolicy.beforeLine(
                        facts(0, 0, 0, 0), new WindowPolicy.Line(9_999, 9_999, 9_999, 9_999), LIMITS))
                .isEmpty();
    }

    @Test
    void unlimitedTokensAndInputsDoNotOverflow() {
        WindowLimits unlimited = new WindowLimits(10, 1_000, Long.MAX_VALUE, Long.MAX_VALUE, Long.MAX_VALUE);
        WindowFacts full = facts(1, 1, Long.MAX_VALUE / 2, Long.MAX_VALUE / 2);
        assertThat(WindowPolicy.beforeLine(full, LINE, unlimited)).isEmpty();
    }

    @Test
    void closesWithTheLastLineOfItsCount() {
        assertThat(WindowPolicy.afterLine(facts(9, 0, 0, 0), LIMITS)).isEmpty();
        assertThat(WindowPolicy.afterLine(facts(10, 0, 0, 0), LIMITS)).contains(CloseTrigger.COUNT);
    }

    @Test
    void lingersUntilItIsAsOldAsItsLinger() {
        assertThat(over(LINGER.minusMillis(1), Duration.ZERO, Duration.ZERO)).isFalse();
        assertThat(over(LINGER, Duration.ZERO, Duration.ZERO)).isTrue();
    }

    @Test
    void doesNotCloseByAgeWhileTheTaskIsBehind() {
        assertThat(over(Duration.ofHours(9), Duration.ofSeconds(15), Duration.ofMillis(1_999)))
                .as("the last record is a quarter of the linger old")
                .isFalse();
    }

    @Test
    void isCaughtUpWhenTheLastRecordIsYoung() {
        assertThat(over(Duration.ofHours(9), Duration.ofMillis(14_999), Duration.ZERO))
                .isTrue();
    }

    @Test
    void isCaughtUpWhenNothingCameForTwoSeconds() {
        assertThat(over(Duration.ofHours(9), Duration.ofHours(9), Duration.ofSeconds(2)))
                .isTrue();
    }

    @Test
    void aRecordOfFiveSecondsIsYoungWhereTheLingerIsLongEnough() {
        assertThat(overAt(Duration.ofSeconds(12), 4_999)).isTrue();
        assertThat(overAt(Duration.ofSeconds(12), 5_000)).isFalse();
    }

    /** Else a backlog of some seconds would open windows that are old already, and close each after a line or two. */
    @Test
    void aRecordOlderThanHalfTheLingerIsNeverYoung() {
        assertThat(overAt(Duration.ofSeconds(3), 1_499)).isTrue();
        assertThat(overAt(Duration.ofSeconds(3), 1_500)).isFalse();
    }

    /** Requests that come into lanes one by one are young there, however long they have lain before. */
    @Test
    void doesNotCloseByAgeBeforeAllIsRoutedThatLayThereThen() {
        Instant over = OPENED.plus(LINGER);
        Instant now = over.plus(Duration.ofHours(1));
        for (Instant routed : List.of(over.minusMillis(1), over)) {
            assertThat(WindowPolicy.lingerOver(
                            facts(1, 1, 1, 1), LINGER, IDLE, new WindowPolicy.Backlog(now, Duration.ZERO, routed), now))
                    .isEqualTo(routed.equals(over));
        }
    }

    @Test
    void takesTheStricterOfOperatorAndProvider() {
        BatcherSettings.WindowCeilings ceilings =
                new BatcherSettings.WindowCeilings(60_000, 1_000, 77, Duration.ofMinutes(1));
        WindowLimits chat = WindowLimits.of(ceilings, FakeProvider.LIMITS, "/v1/chat/completions");
        assertThat(chat).isEqualTo(new WindowLimits(50_000, 1_000, 77, Long.MAX_VALUE, WindowLimits.MANIFEST_BYTES));
        WindowLimits embeddings = WindowLimits.of(ceilings, FakeProvider.LIMITS, "/v1/embeddings");
        assertThat(embeddings.inputs()).isEqualTo(50_000);
    }

    @Test
    void stretchesTheLingerWithWhatIsLeftOfTheHoursCreations() {
        assertThat(stretched(0, 100)).contains(LINGER);
        assertThat(stretched(50, 100)).contains(LINGER);
        assertThat(stretched(51, 100).orElseThrow()).isGreaterThan(LINGER);
        assertThat(stretched(75, 100)).contains(LINGER.multipliedBy(2));
        assertThat(stretched(95, 100)).contains(LINGER.multipliedBy(10));
        assertThat(stretched(99, 100)).contains(LINGER.multipliedBy(50));
        assertThat(stretched(0, 1)).contains(LINGER);
    }

    @Test
    void nothingClosesByAgeOnceTheHoursCreationsAreUsedUp() {
        assertThat(stretched(100, 100)).isEmpty();
        assertThat(stretched(150, 100)).isEmpty();
        Instant now = OPENED.plus(Duration.ofDays(9));
        WindowPolicy.Backlog none = backlog(now, 0, Duration.ZERO);
        WindowFacts window = facts(1, 1, 1, 1);
        assertThat(WindowPolicy.lingerOver(window, LINGER, new WindowPolicy.Creations(100, 100), none, now))
                .isFalse();
        assertThat(WindowPolicy.lingerOver(window, LINGER, new WindowPolicy.Creations(99, 100), none, now))
                .isTrue();
        assertThat(WindowPolicy.beforeLine(facts(10, 0, 0, 0), LINE, LIMITS))
                .as("a full window closes whatever the hour")
                .contains(CloseTrigger.COUNT);
    }

    @Test
    void aStretchedLingerEndsAfterItsOwnTime() {
        WindowPolicy.Creations quarterLeft = new WindowPolicy.Creations(75, 100);
        for (long millis : new long[] {119_999, 120_000}) {
            Instant now = OPENED.plusMillis(millis);
            assertThat(WindowPolicy.lingerOver(
                            facts(1, 1, 1, 1), LINGER, quarterLeft, backlog(now, 0, Duration.ZERO), now))
                    .isEqualTo(millis == 120_000);
        }
    }

    private static Optional<Duration> stretched(int used, int most) {
        return WindowPolicy.stretched(LINGER, new WindowPolicy.Creations(used, most));
    }

    private static boolean overAt(Duration linger, long lastRecordAge) {
        Instant now = OPENED.plusSeconds(100);
        return WindowPolicy.lingerOver(
                facts(1, 1, 1, 1), linger, IDLE, backlog(now, lastRecordAge, Duration.ZERO), now);
    }

    private static boolean over(Duration age, Duration lastRecordAge, Duration sinceLast) {
        Instant now = OPENED.plus(age);
        return WindowPolicy.lingerOver(
                facts(1, 1, 1, 1), LINGER, IDLE, backlog(now, lastRecordAge.toMillis(), sinceLast), now);
    }

    private static WindowPolicy.Backlog backlog(Instant now, long lastRecordAge, Duration sinceLast) {
        return new WindowPolicy.Backlog(now.minusMillis(lastRecordAge), sinceLast, now);
    }

    private static WindowFacts withManifest(long manifestBytes) {
        LaneKey lane = new LaneKey("p", "/v1/embeddings", "m", "24h");
        return new WindowFacts(
                lane, 1, 1, 1, 1, 1, manifestBytes, "", Integer.MAX_VALUE, 4_000, List.of(), OPENED, null, 0);
    }

    private static WindowFacts facts(int requests, long bytes, long tokens, long inputs) {
        LaneKey lane = new LaneKey("p", "/v1/embeddings", "m", "24h");
        return new WindowFacts(
                lane, 1, requests, bytes, tokens, inputs, 0, "", Integer.MAX_VALUE, 4_000, List.of(), OPENED, null, 0);
    }
}
