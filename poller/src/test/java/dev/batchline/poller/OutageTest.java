package dev.batchline.poller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.Outcome;
import dev.batchline.runtime.UsedHeap;
import dev.batchline.schemas.BatchStatus;
import java.time.Duration;
import java.util.Optional;
import org.apache.kafka.streams.state.KeyValueIterator;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** What a poller does while a provider is out of reach for hours. */
class OutageTest {
    private static final int BATCHES = 100;
    private static final Duration STEP = Duration.ofMinutes(10);
    private static final int STEPS_AN_HOUR = 6;

    /** A tenth of the age, which is above the longest interval of ten minutes, less a fifth. */
    private static final int MOST_ASKS_AN_HOUR = BATCHES * 60 / 8;

    @Test
    @Tag("invariant-9")
    @Tag("invariant-10")
    void asksSeldomGrowsByNothingAndTellsEveryEndAfterwards() {
        try (PollerBench bench = new PollerBench()) {
            bench.settle();
            bench.provider.listRefusal = new Outcome.Unavailable<>(ScriptedProvider.error(503), Optional.empty());
            for (int n = 0; n < BATCHES; n++) {
                bench.provider.answers(
                        "b" + n, new Outcome.Unavailable<>(ScriptedProvider.error(503), Optional.empty()));
                bench.tell(PollerBench.id(n), PollerBench.submitted("b" + n, 1));
            }
            hours(bench, 2);
            int early = hours(bench, 1);
            long stored = stored(bench);
            long heap = UsedHeap.bytes();
            hours(bench, 2);
            int late = hours(bench, 1);

            assertThat(early).isBetween(BATCHES, MOST_ASKS_AN_HOUR);
            assertThat(late).isBetween(BATCHES, MOST_ASKS_AN_HOUR);
            assertThat(stored(bench)).isEqualTo(stored);
            assertThat(UsedHeap.bytes() - heap).as("growth in three hours").isLessThan(500_000);
            assertThat(bench.events).isEmpty();
            assertThat(bench.commands).isEmpty();

            bench.provider.listRefusal = null;
            for (int n = 0; n < BATCHES; n++) {
                bench.provider.answers("b" + n, "completed", 10);
            }
            bench.after(STEP.multipliedBy(2));
            assertThat(bench.told()).hasSize(BATCHES).containsOnly(BatchStatus.COMPLETED);
        }
    }

    /** Lets hours pass; answers how often a batch was asked for in them. */
    private static int hours(PollerBench bench, int hours) {
        bench.provider.asked.clear();
        for (int step = 0; step < hours * STEPS_AN_HOUR; step++) {
            bench.after(STEP);
        }
        int asked = bench.provider.asked.size();
        bench.provider.asked.clear();
        return asked;
    }

    private static long stored(PollerBench bench) {
        long bytes = 0;
        try (KeyValueIterator<String, byte[]> all = bench.store().all()) {
            while (all.hasNext()) {
                bytes += all.next().value.length;
            }
        }
        return bytes;
    }
}
