package dev.batchline.schemas;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.List;
import java.util.Random;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/** Draws records of the contract; the same seed draws the same ones. */
final class RandomRecords {
    private static final String[] PIECES = {
        "a", "Z", "9", "-", "_", "é", "漢", "😀", "\"", "\\", "\n", "\u0000", "/", "|", "%"
    };

    private final Random random;

    RandomRecords(long seed) {
        this.random = new Random(seed);
    }

    String text() {
        StringBuilder text = new StringBuilder();
        for (int i = random.nextInt(12); i >= 0; i--) {
            text.append(PIECES[random.nextInt(PIECES.length)]);
        }
        return text.toString();
    }

    Instant instant() {
        return Instant.ofEpochSecond(random.nextInt(), random.nextInt(1_000_000_000));
    }

    <T> T orNull(Supplier<T> value) {
        return random.nextBoolean() ? value.get() : null;
    }

    <T> T oneOf(T[] values) {
        return values[random.nextInt(values.length)];
    }

    <T> List<T> list(Supplier<T> value) {
        return IntStream.range(0, random.nextInt(4)).mapToObj(i -> value.get()).toList();
    }

    long count() {
        return random.nextLong(1L << random.nextInt(1, 63));
    }

    int number() {
        return random.nextInt(1 << random.nextInt(1, 31));
    }

    LaneKey lane() {
        return new LaneKey(text(), text(), text(), text());
    }

    WindowId windowId() {
        return WindowId.of(
                DeploymentId.of(text(), text()),
                random.nextInt(1_000_000_000),
                lane(),
                random.nextLong(1_000_000_000_000_000_000L));
    }

    Window window(WindowState state) {
        WindowFacts facts = new WindowFacts(
                lane(),
                count(),
                number(),
                count(),
                count(),
                count(),
                count(),
                "3q2+7w==",
                number(),
                1 + number(),
                list(() -> new OffsetRange(count(), Long.MAX_VALUE)),
                instant(),
                orNull(() -> oneOf(CloseTrigger.values())),
                number());
        return new Window(Window.FORMAT, windowId(), 1 + number(), facts, state);
    }

    List<WindowState> windowStates() {
        return List.of(
                new WindowState.Open(),
                new WindowState.Sealed(text(), 1 + number(), list(this::text), instant()),
                new WindowState.Uploaded(
                        text(),
                        text(),
                        1 + number(),
                        list(this::text),
                        orNull(this::text),
                        instant(),
                        orNull(this::instant)),
                new WindowState.Creating(text(), 1 + number(), list(this::text), text(), instant()),
                new WindowState.Submitted(
                        text(),
                        orNull(this::text),
                        text(),
                        1 + number(),
                        list(this::text),
                        oneOf(SubmittedHow.values()),
                        instant(),
                        null),
                new WindowState.Rejected(text(), text(), text(), instant()),
                new WindowState.Cancelled(
                        orNull(this::text), instant(), orNull(() -> List.of(selection(), selection()))));
    }

    Selection selection() {
        boolean both = random.nextBoolean();
        return new Selection(
                both || random.nextBoolean() ? text() : null,
                text(),
                list(() -> new Selection.End(text(), List.of(count(), count()))));
    }

    List<JoinState> joinStates() {
        return List.of(
                new JoinState.Publishing(number(), number()),
                new JoinState.Held(text(), text(), instant()),
                new JoinState.RetryCreate(text(), 1 + number(), instant()),
                new JoinState.Done(
                        count(),
                        count(),
                        count(),
                        orNull(() -> new JoinState.TokenUse(count(), count())),
                        orNull(() -> Boolean.TRUE)));
    }

    StatusEvent statusEvent(BatchStatus status) {
        return new StatusEvent(
                windowId(),
                orNull(this::text),
                orNull(this::text),
                text(),
                text(),
                text(),
                status,
                orNull(() -> oneOf(BatchStatus.values())),
                orNull(this::text),
                new RequestCounts(count(), count(), count()),
                orNull(this::text),
                orNull(this::text),
                1 + number(),
                1 + count(),
                instant(),
                orNull(this::instant),
                list(() -> new BatchError(
                        orNull(this::text), orNull(this::text), orNull(this::text), orNull(() -> 1 + count()))),
                orNull(() -> new BatchUsage(count(), orNull(this::count), count(), orNull(this::count))));
    }

    LedgerEvent ledgerEvent() {
        return new LedgerEvent(
                LedgerEvent.FORMAT,
                windowId(),
                text(),
                text(),
                orNull(this::text),
                text(),
                random.nextBoolean() ? "batch" : "standard",
                1 + number(),
                orNull(this::text),
                orNull(this::text),
                new LedgerEvent.Tokens(
                        count(),
                        count(),
                        orNull(() -> new LedgerEvent.CacheWrites(count(), count())),
                        count(),
                        count()),
                orNull(this::text),
                orNull(() -> BigDecimal.valueOf(count(), random.nextInt(12))),
                orNull(() -> BigDecimal.valueOf(count(), random.nextInt(12))),
                instant());
    }

    LaneStatus laneStatus() {
        LaneStatus.Filling open = new LaneStatus.Filling(
                windowId(),
                number(),
                count(),
                count(),
                count(),
                instant(),
                instant(),
                new LaneStatus.Limits(1 + number(), 1 + number(), orNull(this::count), orNull(this::count)));
        return new LaneStatus(
                LaneStatus.FORMAT,
                lane(),
                orNull(() -> open),
                new LaneStatus.Closed(amount(), amount(), LaneStatus.Amount.NONE, amount()),
                list(() -> new LaneStatus.Budget(text(), count(), orNull(this::count), number(), number())),
                orNull(() -> new LaneStatus.Pause(random.nextBoolean(), orNull(this::text), orNull(this::instant))),
                List.of(new LaneStatus.Why(text(), random.nextBoolean(), text(), orNull(this::instant))),
                instant());
    }

    private LaneStatus.Amount amount() {
        return new LaneStatus.Amount(number(), count(), count(), count(), orNull(this::instant));
    }

    ManifestItem manifestItem(int seq) {
        WindowId window = windowId();
        return new ManifestItem(
                seq,
                count(),
                text(),
                orNull(() -> window.wireId(seq)),
                count(),
                1 + number(),
                list(() -> new Header(text(), orNull(this::bytes))));
    }

    byte[] bytes() {
        byte[] bytes = new byte[random.nextInt(40)];
        random.nextBytes(bytes);
        return bytes;
    }
}
