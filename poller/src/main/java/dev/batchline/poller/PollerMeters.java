package dev.batchline.poller;

import dev.batchline.runtime.Clocks;
import dev.batchline.runtime.metrics.MeterEntry;
import dev.batchline.schemas.BatchStatus;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What the pollers of a process count and show. Gauges show the sum over the tasks that live here. */
public final class PollerMeters {
    private static final String ACCOUNT = "account";
    private static final String STATUS = "status";

    private static final MeterEntry OPEN =
            MeterEntry.gauge("batchline.batches.open", "", "Batches that have not ended.", ACCOUNT, "model", STATUS);
    private static final MeterEntry OLDEST = MeterEntry.gauge(
            "batchline.batches.oldest.age",
            "seconds",
            "How long ago the oldest batch that has not ended was submitted.",
            STATUS);
    private static final MeterEntry OVERDUE = MeterEntry.gauge(
            "batchline.batches.overdue",
            "",
            "Batches that have not ended an hour after the provider should have given up on them.",
            ACCOUNT);
    private static final MeterEntry ANSWERED = MeterEntry.gauge(
            "batchline.polls.last.success.age",
            "seconds",
            "How long ago an account last answered a question about batches; not a number before the first answer.",
            ACCOUNT);
    private static final MeterEntry EVENTS =
            MeterEntry.counter("batchline.status.events", "Status events that were written.", STATUS);
    private static final MeterEntry UNKNOWN =
            MeterEntry.counter("batchline.status.unknown", "Answers with a status word that is not known.", ACCOUNT);
    private static final MeterEntry LOST = MeterEntry.counter(
            "batchline.batches.lost", "Batches that ended because the provider no longer knows them.", ACCOUNT);
    private static final MeterEntry DUPLICATES = MeterEntry.counter(
            "batchline.batches.duplicates",
            "Running batches whose window has another batch, each time their end is asked for.",
            ACCOUNT);
    private static final MeterEntry ORPHANS = MeterEntry.counter(
            "batchline.batches.orphans",
            "Running batches whose window has ended, each time their end is asked for.",
            ACCOUNT);
    private static final MeterEntry SWEEPS =
            MeterEntry.timer("batchline.sweeps", "Walks over an account's list of batches.", ACCOUNT, "outcome");

    /** Every meter of the poller. */
    public static final List<MeterEntry> ALL =
            List.of(OPEN, OLDEST, OVERDUE, ANSWERED, EVENTS, UNKNOWN, LOST, DUPLICATES, ORPHANS, SWEEPS);

    private final MeterRegistry registry;
    private final Clocks clocks;
    private final MultiGauge open;
    private final MultiGauge oldest;
    private final MultiGauge overdue;
    private final MultiGauge answered;
    private final Map<Object, Figures> lives = new ConcurrentHashMap<>();

    PollerMeters(MeterRegistry registry, Clocks clocks) {
        this.registry = registry;
        this.clocks = clocks;
        this.open = multi(OPEN);
        this.oldest = multi(OLDEST);
        this.overdue = multi(OVERDUE);
        this.answered = multi(ANSWERED);
    }

    void told(BatchStatus status) {
        count(EVENTS, STATUS, status.word());
    }

    void unknownWord(String account) {
        count(UNKNOWN, ACCOUNT, account);
    }

    void lost(String account) {
        count(LOST, ACCOUNT, account);
    }

    void stray(StrayKind kind, String account) {
        MeterEntry entry = switch (kind) {
            case DUPLICATE -> DUPLICATES;
            case ORPHAN -> ORPHANS;
        };
        count(entry, ACCOUNT, account);
    }

    void swept(String account, boolean complete, Duration took) {
        registry.timer(SWEEPS.name(), ACCOUNT, account, "outcome", complete ? "complete" : "incomplete")
                .record(took);
    }

    /** Shows what a task's life has, from its begin on. */
    synchronized void show(Object life, Figures figures, Sweeps sweeps) {
        lives.put(life, figures);
        gauges(sweeps);
    }

    /** The life has ended: what it had is shown no longer. */
    synchronized void hide(Object life, Sweeps sweeps) {
        lives.remove(life);
        gauges(sweeps);
    }

    private void gauges(Sweeps sweeps) {
        Map<Figures.Kind, Integer> kinds = new HashMap<>();
        Map<String, Instant> oldestByStatus = new TreeMap<>();
        for (Figures figures : lives.values()) {
            figures.open().forEach((kind, count) -> kinds.merge(kind, count, Integer::sum));
            figures.oldestByStatus()
                    .forEach((status, at) -> oldestByStatus.merge(status, at, (a, b) -> a.isBefore(b) ? a : b));
        }
        open.register(
                rows(kinds.entrySet().stream()
                        .map(entry -> Row.of(
                                Tags.of(
                                        ACCOUNT,
                                        entry.getKey().account(),
                                        "model",
                                        entry.getKey().model(),
                                        STATUS,
                                        entry.getKey().status()),
                                entry.getValue()))),
                true);
        oldest.register(
                rows(oldestByStatus.entrySet().stream()
                        .map(entry -> Row.of(Tags.of(STATUS, entry.getKey()), entry.getValue(), this::secondsSince))),
                true);
        Stream<AccountWatch> shown = lives.isEmpty() ? Stream.of() : sweeps.accounts().stream();
        List<AccountWatch> accounts = shown.toList();
        overdue.register(
                rows(accounts.stream()
                        .map(account -> Row.of(Tags.of(ACCOUNT, account.account()), account.account(), this::overdue))),
                true);
        answered.register(
                rows(accounts.stream()
                        .map(account -> Row.of(
                                Tags.of(ACCOUNT, account.account()),
                                account,
                                watch ->
                                        watch.answered().map(this::secondsSince).orElse(Double.NaN)))),
                true);
    }

    private double overdue(String account) {
        Instant now = clocks.now();
        return lives.values().stream()
                .flatMap(figures -> figures.overdueFrom().getOrDefault(account, List.of()).stream())
                .filter(from -> now.isAfter(from))
                .count();
    }

    private double secondsSince(Instant then) {
        return Duration.between(then, clocks.now()).toMillis() / 1000.0;
    }

    private MultiGauge multi(MeterEntry entry) {
        return MultiGauge.builder(entry.name())
                .description(entry.meaning())
                .baseUnit(entry.unit().isEmpty() ? null : entry.unit())
                .register(registry);
    }

    private static Iterable<Row<?>> rows(Stream<? extends Row<?>> rows) {
        return rows.collect(Collectors.toUnmodifiableList());
    }

    private void count(MeterEntry entry, String tag, String value) {
        registry.counter(entry.name(), tag, value).increment();
    }
}
