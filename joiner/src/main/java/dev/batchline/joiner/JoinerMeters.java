package dev.batchline.joiner;

import dev.batchline.runtime.metrics.MeterEntry;
import dev.batchline.schemas.ErrorCode;
import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.Timer;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Every meter of the joiner. */
public final class JoinerMeters {
    private static final String PARTITION = "partition";
    private static final String STATE = "state";
    private static final String NONE = "none";
    private static final Set<String> OUR_WORDS =
            Arrays.stream(ErrorCode.values()).map(ErrorCode::word).collect(Collectors.toUnmodifiableSet());

    private static final MeterEntry ITEMS = MeterEntry.counter(
            "batchline.items.joined",
            "Items by what became of them: `completed`, `failed` or `resubmitted`. The reason of a failure is one of"
                    + " our own codes, or `provider` for a code of the provider's.",
            "account",
            "model",
            "outcome",
            "reason");
    private static final MeterEntry UNPRICED = MeterEntry.counter(
            "batchline.items.unpriced",
            "Items that the provider billed and whose model is not on the price list, by the model that answered. They"
                    + " stand on the ledger without a cost; `prices.file` can name a list that has the model.",
            "account",
            "model");
    private static final MeterEntry USAGE = MeterEntry.counter(
            "batchline.batches.usage",
            "Joined batches by whether the provider's own count of their tokens is the sum over their lines: `equal`,"
                    + " `different` (a warning in the log has both), or `untold` by the provider.",
            "account",
            "result");
    private static final MeterEntry USAGE_DIFFERENCE = MeterEntry.counter(
            "batchline.batches.usage.difference",
            "Tokens by which those batches and their lines differ, in either direction: `input` (`cached` ones among"
                    + " them) and `output` (`reasoning` among them).",
            "account",
            "kind");
    private static final MeterEntry ANOMALIES = MeterEntry.counter(
            "batchline.results.anomalies",
            "Lines of result files that are not published, `foreign` (of no item of the window, or no result) or"
                    + " `duplicate`, and items without a line, `missing`. Each fetch counts anew.",
            "account",
            "kind");
    private static final MeterEntry DOWNLOADS = MeterEntry.timer(
            "batchline.downloads",
            "Fetches of a batch's result files that brought everything; the time is that of the downloads.",
            "account");
    private static final MeterEntry DOWNLOAD_BYTES =
            MeterEntry.counter("batchline.downloads.bytes", "Bytes of result files that were fetched.", "account");
    private static final MeterEntry DOWNLOAD_FAILURES = MeterEntry.counter(
            "batchline.downloads.failures",
            "Fetches that are tried again: `provider` for no answer or a bad one, `disk` for a disk that is full or"
                    + " broken, `held` for a provider that does not have everything yet.",
            "account",
            "reason");
    private static final MeterEntry WINDOWS = MeterEntry.gauge(
            "batchline.windows.joining",
            "",
            "Windows whose batch has ended and whose items do not all have their outcome: `waiting` for room on the"
                    + " disk or an account, `downloading`, `publishing`, or `held` while the provider does not have"
                    + " everything.",
            STATE,
            PARTITION);
    private static final MeterEntry WINDOW_AGE = MeterEntry.gauge(
            "batchline.windows.joining.age",
            "seconds",
            "Time since the first of those batches ended.",
            STATE,
            PARTITION);
    private static final MeterEntry SPOOL = MeterEntry.gauge(
            "batchline.results.spool",
            "bytes",
            "What result files take on disk, and what is set aside for downloads that are under way.",
            PARTITION);
    private static final MeterEntry PREPARED = MeterEntry.gauge(
            "batchline.results.prepared",
            "bytes",
            "Outcomes in memory that are about to be written, and room set aside for them.",
            PARTITION);
    private static final MeterEntry RESUBMISSIONS = MeterEntry.gauge(
            "batchline.resubmissions.waiting",
            "",
            "Items that wait until they are written to the lanes topic again.",
            PARTITION);

    /** All of them. */
    public static final List<MeterEntry> ALL = List.of(
            ITEMS,
            UNPRICED,
            USAGE,
            USAGE_DIFFERENCE,
            ANOMALIES,
            DOWNLOADS,
            DOWNLOAD_BYTES,
            DOWNLOAD_FAILURES,
            WINDOWS,
            WINDOW_AGE,
            SPOOL,
            PREPARED,
            RESUBMISSIONS);

    private final MeterRegistry registry;

    JoinerMeters(MeterRegistry registry) {
        this.registry = registry;
    }

    /** Counts the outcomes of a part. */
    void published(@Nullable String account, String model, Chunk chunk) {
        String through = word(account);
        for (Outgoing record : chunk.records()) {
            switch (record) {
                case Outgoing.Completed completed -> items(through, model, "completed", NONE, 1);
                case Outgoing.Failed failed -> {
                    String code = failed.item().reason().code();
                    items(through, model, "failed", OUR_WORDS.contains(code) ? code : "provider", 1);
                }
                case Outgoing.Billed bill ->
                    count(UNPRICED, bill.priced() ? 0 : 1, "account", through, "model", bill.model());
            }
        }
        items(through, model, "resubmitted", NONE, chunk.resubmitted().size());
        anomaly(through, "missing", chunk.sums().missing());
    }

    /** Counts how a batch's own usage compares with that of its lines. */
    void compared(@Nullable String account, UsagePolicy.Comparison comparison) {
        String through = word(account);
        count(USAGE, 1, "account", through, "result", lowerCase(comparison.result()));
        comparison
                .differences()
                .forEach((kind, tokens) ->
                        count(USAGE_DIFFERENCE, Math.abs(tokens), "account", through, "kind", lowerCase(kind)));
    }

    /** Counts a fetch that brought everything. */
    void fetched(@Nullable String account, FetchTask.Result.Ready ready) {
        String through = word(account);
        Timer.builder(DOWNLOADS.name())
                .description(DOWNLOADS.meaning())
                .tags("account", through)
                .register(registry)
                .record(ready.time());
        count(DOWNLOAD_BYTES, ready.downloaded(), "account", through);
        anomaly(through, "foreign", ready.fetched().files().foreign());
        anomaly(through, "duplicate", ready.fetched().files().repeated());
    }

    /** Counts a fetch that is tried again. */
    void notFetched(@Nullable String account, String reason) {
        count(DOWNLOAD_FAILURES, 1, "account", word(account), "reason", reason);
    }

    /** The gauges of a life. */
    Life life(int partition, Shown shown) {
        Tags tags = Tags.of(PARTITION, Integer.toString(partition));
        List<Meter> gauges = new ArrayList<>();
        for (JoiningWindows.Stage stage : JoiningWindows.Stage.values()) {
            Tags with = tags.and(STATE, lowerCase(stage));
            gauges.add(gauge(WINDOWS, with, () -> shown.windows.count(stage)));
            gauges.add(gauge(WINDOW_AGE, with, () -> seconds(shown.windows.oldest(stage, shown.now.get()))));
        }
        gauges.add(gauge(SPOOL, tags, shown.spool));
        gauges.add(gauge(PREPARED, tags, shown.prepared));
        gauges.add(gauge(RESUBMISSIONS, tags, shown.resubmissions));
        return new Life(gauges);
    }

    private void items(String account, String model, String outcome, String reason, long count) {
        count(ITEMS, count, "account", account, "model", model, "outcome", outcome, "reason", reason);
    }

    private void anomaly(String account, String kind, long count) {
        count(ANOMALIES, count, "account", account, "kind", kind);
    }

    private void count(MeterEntry entry, long count, String... tags) {
        if (count > 0) {
            Counter.builder(entry.name())
                    .description(entry.meaning())
                    .tags(tags)
                    .register(registry)
                    .increment((double) count);
        }
    }

    private Gauge gauge(MeterEntry entry, Tags tags, Supplier<Number> value) {
        return Gauge.builder(entry.name(), value)
                .description(entry.meaning())
                .baseUnit(entry.unit().isEmpty() ? null : entry.unit())
                .tags(tags)
                .register(registry);
    }

    private static String word(@Nullable String account) {
        return account == null ? NONE : account;
    }

    private static String lowerCase(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    private static double seconds(Duration time) {
        return time.toMillis() / 1_000.0;
    }

    /**
     * What the gauges of a life show.
     *
     * @param windows where its windows stand
     * @param spool bytes of its results on disk
     * @param prepared bytes of outcomes in memory
     * @param resubmissions items that wait to be sent again
     * @param now the time
     */
    record Shown(
            JoiningWindows windows,
            Supplier<Number> spool,
            Supplier<Number> prepared,
            Supplier<Number> resubmissions,
            Supplier<Instant> now) {}

    /** The gauges of one life of a task. */
    final class Life {
        private final List<Meter> gauges;

        private Life(List<Meter> gauges) {
            this.gauges = gauges;
        }

        /** Takes them away. */
        void end() {
            gauges.forEach(registry::remove);
        }
    }
}
