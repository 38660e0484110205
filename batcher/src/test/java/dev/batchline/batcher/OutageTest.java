package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.Outcome;
import dev.batchline.runtime.UsedHeap;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.WindowState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a batcher does while a provider is out of reach for hours. */
class OutageTest {
    private static final int WINDOWS = 20;
    private static final Duration STEP = Duration.ofMinutes(1);
    private static final int STEPS_AN_HOUR = 60;

    @TempDir
    private Path directory;

    private BatcherBench bench;

    @BeforeEach
    void start() {
        bench = new BatcherBench(directory, BatcherBench.ceilings(2), 2_000);
        bench.anotherLife();
    }

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    @Tag("invariant-9")
    @Tag("invariant-10")
    void uploadsAreTriedOnceAMinuteAndGoOnAfterwards() {
        for (int n = 0; n < 20_000; n++) {
            bench.provider.uploadFaults.add(unavailable());
        }
        assertOutlasts();
        assertThat(bench.lanes.scans).as("files that were kept").isZero();
        bench.provider.uploadFaults.clear();
        awaitSubmitted();
        assertThat(bench.provider.creates()).hasSize(WINDOWS);
    }

    @Test
    @Tag("invariant-9")
    @Tag("invariant-10")
    void batchesAreLookedForOnceAMinuteAndMadeAgainAfterwards() {
        for (int n = 0; n < 20_000; n++) {
            bench.provider.createFaults.add(new FakeProvider.Fault(unavailable(), false));
            bench.provider.listFaults.add(unavailable());
        }
        assertOutlasts();
        assertThat(bench.provider.creates()).as("none is asked for twice").hasSize(WINDOWS);
        bench.provider.createFaults.clear();
        bench.provider.listFaults.clear();
        awaitSubmitted();
        assertThat(bench.provider.batches).hasSize(WINDOWS);
    }

    private void assertOutlasts() {
        for (int n = 0; n < WINDOWS; n++) {
            bench.sendAll("m" + n, "a" + n, "b" + n);
        }
        hours(1);
        int events = bench.windows().size();
        int early = hours(1);
        long heap = usedHeap();
        hours(2);
        int late = hours(1);

        assertThat(early).isBetween(WINDOWS, WINDOWS * STEPS_AN_HOUR);
        assertThat(late).isBetween(WINDOWS, WINDOWS * STEPS_AN_HOUR);
        assertThat(bench.windows()).hasSize(events);
        assertThat(usedHeap() - heap).as("growth in three hours").isLessThan(4_000_000);
    }

    /** What the batcher holds; what the bench has kept of its words about lanes is no part of it. */
    private long usedHeap() {
        bench.written.get(Topic.LANE_STATUS).clear();
        bench.order.clear();
        return UsedHeap.bytes();
    }

    private void awaitSubmitted() {
        for (int second = 0; second < 5 * 60; second++) {
            bench.pass(Duration.ofSeconds(1));
            bench.until(() -> bench.meter("batchline.calls.unfinished") == 0);
        }
        assertThat(bench.lastOfEach())
                .hasSize(WINDOWS)
                .allMatch(window -> window.state() instanceof WindowState.Submitted);
    }

    /** Lets hours pass; answers how many calls were made in them. */
    private int hours(int hours) {
        int before = bench.provider.calls().size();
        for (int step = 0; step < hours * STEPS_AN_HOUR; step++) {
            bench.pass(STEP);
            for (int second = 0; second < 3; second++) {
                bench.pass(Duration.ofSeconds(1));
            }
            bench.until(() -> bench.meter("batchline.calls.unfinished") == 0);
        }
        return bench.provider.calls().size() - before;
    }

    private static <T> Outcome<T> unavailable() {
        return new Outcome.Unavailable<>(FakeProvider.error(503, null), Optional.empty());
    }
}
