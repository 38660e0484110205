package dev.batchline.batcher;

import dev.batchline.runtime.Clocks;
import dev.batchline.schemas.CloseTrigger;
import dev.batchline.schemas.LaneKey;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.MultiGauge.Row;
import io.micrometer.core.instrument.Tags;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.jspecify.annotations.Nullable;

/** What one life of a batcher's task counts and shows; what it shows goes away with it. */
final class TaskMeters {
    private static final Duration SHOWN_EVERY = Duration.ofSeconds(1);

    private final MeterRegistry registry;
    private final Tags partition;
    private final MultiGauge open;
    private final MultiGauge requests;
    private final MultiGauge bytes;
    private final MultiGauge age;
    private @Nullable Duration shown;

    TaskMeters(MeterRegistry registry, int partition) {
        this.registry = registry;
        this.partition = Tags.of("partition", Integer.toString(partition));
        this.open = MultiGauge.builder(BatcherMeters.OPEN).register(registry);
        this.requests = MultiGauge.builder(BatcherMeters.OPEN_REQUESTS).register(registry);
        this.bytes =
                MultiGauge.builder(BatcherMeters.OPEN_BYTES).baseUnit("bytes").register(registry);
        this.age =
                MultiGauge.builder(BatcherMeters.OPEN_AGE).baseUnit("seconds").register(registry);
    }

    void repeated() {
        registry.counter(BatcherMeters.REPEATED).increment();
    }

    void renamed() {
        registry.counter(BatcherMeters.RENAMED).increment();
    }

    void refused(String reason) {
        registry.counter(BatcherMeters.REFUSED, "reason", reason).increment();
    }

    void closed(String pool, CloseTrigger trigger) {
        registry.counter(
                        BatcherMeters.CLOSED,
                        "pool",
                        pool,
                        "trigger",
                        trigger.name().toLowerCase(Locale.ROOT))
                .increment();
    }

    /** Shows the open windows as they are now, about once a second. */
    void show(Collection<OpenWindow> windows, Clocks clocks) {
        Duration elapsed = clocks.elapsed();
        if (shown != null && elapsed.minus(shown).compareTo(SHOWN_EVERY) < 0) {
            return;
        }
        shown = elapsed;
        Map<Tags, Sums> lanes = new HashMap<>();
        Instant now = clocks.now();
        for (OpenWindow window : windows) {
            LaneKey lane = window.facts().lane();
            Tags tags = partition.and("pool", lane.pool(), "endpoint", lane.endpoint(), "model", lane.model());
            lanes.merge(tags, Sums.of(window, now), Sums::plus);
        }
        show(open, lanes, Sums::windows);
        show(requests, lanes, Sums::requests);
        show(bytes, lanes, Sums::bytes);
        show(age, lanes, sums -> sums.oldest().toMillis() / 1_000.0);
    }

    /** The life ends. */
    void end() {
        for (MultiGauge gauge : List.of(open, requests, bytes, age)) {
            gauge.register(List.<Row<?>>of(), true);
        }
    }

    private static void show(MultiGauge gauge, Map<Tags, Sums> lanes, ToDoubleFunction<Sums> value) {
        List<Row<?>> rows = new ArrayList<>();
        lanes.forEach((tags, sums) -> rows.add(Row.of(tags, value.applyAsDouble(sums))));
        gauge.register(rows, true);
    }

    /**
     * What the open windows of a lane hold.
     *
     * @param windows how many there are
     * @param requests in them
     * @param bytes of their lines
     * @param oldest age
     */
    private record Sums(int windows, long requests, long bytes, Duration oldest) {
        static Sums of(OpenWindow window, Instant now) {
            Duration age = Duration.between(window.facts().openedAt(), now);
            return new Sums(
                    1, window.facts().requests(), window.facts().bytes(), age.isNegative() ? Duration.ZERO : age);
        }

        Sums plus(Sums other) {
            return new Sums(
                    windows + other.windows,
                    requests + other.requests,
                    bytes + other.bytes,
                    oldest.compareTo(other.oldest) > 0 ? oldest : other.oldest);
        }
    }
}
