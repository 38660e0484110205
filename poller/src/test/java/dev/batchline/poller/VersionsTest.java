package dev.batchline.poller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.Outcome;
import dev.batchline.providers.RemoteBatch;
import dev.batchline.schemas.BatchMarks;
import dev.batchline.schemas.CancelCause;
import dev.batchline.schemas.StatusEvent;
import dev.batchline.schemas.WindowId;
import dev.batchline.schemas.WindowState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * The status versions of a window have no gap and no repeat, each submission ends once and nothing
 * follows its end, whatever comes in whatever order, with restarts in between.
 */
class VersionsTest {
    private static final List<String> WORDS = List.of(
            "validating", "in_progress", "finalizing", "completed", "failed", "expired", "cancelling", "pondering");
    private static final int STEPS = 60;
    private static final int WINDOWS = 4;

    private final Map<WindowId, WindowState> states = new HashMap<>();
    private final Map<WindowId, Integer> submissions = new HashMap<>();

    @ParameterizedTest
    @ValueSource(longs = {1, 2, 3, 20_261_121})
    @Tag("invariant-8")
    void versionsHaveNoGapAndEndsComeOnce(long seed) {
        Random random = new Random(seed);
        try (PollerBench bench = new PollerBench(random)) {
            bench.settle();
            for (int step = 0; step < STEPS; step++) {
                step(bench, random);
                holds(bench.events, seed);
            }
            states.forEach((id, state) -> {
                if (state instanceof WindowState.Submitted submitted) {
                    bench.provider.answers(submitted.batchId(), "cancelled", 3);
                }
            });
            bench.after(Duration.ofHours(1));
            bench.after(Duration.ofHours(1));
            holds(bench.events, seed);
            states.keySet()
                    .forEach(id -> assertThat(
                                    of(bench.events, id).getLast().status().terminal())
                            .as("seed %d, window %s", seed, id)
                            .isTrue());
        }
    }

    private void step(PollerBench bench, Random random) {
        WindowId id = PollerBench.id(random.nextInt(WINDOWS));
        switch (random.nextInt(8)) {
            case 0 -> next(bench, id, random);
            case 1 -> bench.restart();
            case 2 -> Optional.ofNullable(states.get(id)).ifPresent(state -> bench.tell(id, state));
            case 3 -> {
                if (states.get(id) instanceof WindowState.Submitted submitted) {
                    WindowState asked = submitted.cancelRequested(CancelCause.OPERATOR, bench.clocks.now());
                    states.put(id, asked);
                    bench.tell(id, asked);
                }
            }
            case 4 -> bench.provider.answers(batch(id), outcome(random));
            case 5 ->
                bench.provider.listed = List.of(ScriptedProvider.marked(
                        batch(id),
                        word(random),
                        new BatchMarks(id, submissions.getOrDefault(id, 1)),
                        bench.clocks.now()));
            default -> bench.provider.answers(batch(id), word(random), random.nextInt(10));
        }
        bench.after(Duration.ofSeconds(random.nextInt(900)));
    }

    /** The next thing that the batcher may tell of a window: a submission, or its end without a batch. */
    private void next(PollerBench bench, WindowId id, Random random) {
        List<StatusEvent> told = of(bench.events, id);
        WindowState before = states.get(id);
        boolean last = before instanceof WindowState.Rejected || before instanceof WindowState.Cancelled;
        boolean ended =
                before == null || (!told.isEmpty() && told.getLast().status().terminal());
        if (last || !ended) {
            return;
        }
        int submission = submissions.merge(id, 1, Integer::sum);
        WindowState state = switch (random.nextInt(6)) {
            case 0 -> new WindowState.Rejected("main", "bad_file", "No.", bench.clocks.now());
            case 1 -> new WindowState.Cancelled(null, bench.clocks.now());
            default -> PollerBench.submitted(batch(id), submission);
        };
        states.put(id, state);
        bench.tell(id, state);
    }

    private String batch(WindowId id) {
        return "b" + id.firstOffset() + "-" + submissions.getOrDefault(id, 0);
    }

    private static String word(Random random) {
        return WORDS.get(random.nextInt(WORDS.size()));
    }

    private static Outcome<RemoteBatch> outcome(Random random) {
        return switch (random.nextInt(3)) {
            case 0 -> new Outcome.NotFound<>(ScriptedProvider.error(404));
            case 1 -> new Outcome.Unavailable<>(ScriptedProvider.error(503), Optional.empty());
            default -> new Outcome.Throttled<>(ScriptedProvider.error(429), Optional.of(Duration.ofSeconds(40)));
        };
    }

    private static void holds(List<StatusEvent> events, long seed) {
        Map<WindowId, StatusEvent> last = new HashMap<>();
        List<String> ends = new ArrayList<>();
        for (StatusEvent event : events) {
            StatusEvent before = last.put(event.windowId(), event);
            assertThat(event.version())
                    .as("seed %d, %s", seed, event)
                    .isEqualTo(before == null ? 1 : before.version() + 1);
            if (before != null && before.status().terminal()) {
                assertThat(event.attempt()).as("seed %d, %s", seed, event).isGreaterThan(before.attempt());
            }
            if (event.status().terminal()) {
                ends.add(event.windowId() + " " + event.attempt());
            }
        }
        assertThat(ends).as("seed %d", seed).doesNotHaveDuplicates();
    }

    private static List<StatusEvent> of(List<StatusEvent> events, WindowId id) {
        return events.stream().filter(event -> event.windowId().equals(id)).toList();
    }
}
