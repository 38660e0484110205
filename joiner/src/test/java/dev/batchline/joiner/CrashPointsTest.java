package dev.batchline.joiner;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.JoinState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.TreeSet;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Lives that end anywhere in a window with every kind of line, whose files come in another order each time. */
class CrashPointsTest {
    private static final int LINES = 6_000;

    @TempDir
    Path directory;

    @ParameterizedTest(name = "seed {0}")
    @ValueSource(longs = {20_261_121, 4, 711})
    @Tag("invariant-6")
    @Tag("invariant-7")
    void givesEachItemOneOutcomeWhereverLivesEnd(long seed) {
        Random random = new Random(seed);
        try (JoinerBench bench = new JoinerBench(directory)) {
            Case window = Case.of(bench.log, LINES, 700, 1);
            List<String> answers = new ArrayList<>();
            List<String> errors = new ArrayList<>();
            for (int seq = 0; seq < LINES; seq++) {
                String id = window.wire(seq);
                switch (random.nextInt(20)) {
                    case 0 -> errors.add(MemoryProvider.refusal(id, 400, "no"));
                    case 1 -> errors.add(MemoryProvider.unfinished(id, "batch_expired"));
                    case 2 -> assertThat(id).isNotEmpty();
                    default -> answers.add(MemoryProvider.answer(id, "{\"n\":" + seq + "}"));
                }
            }
            bench.provider.has(MemoryProvider.batch("b1", "expired", "out", "err", answers.size(), errors.size()));
            files(bench, answers, errors);
            window.tellAll(bench, BatchStatus.EXPIRED);
            TreeSet<Integer> stops = new TreeSet<>();
            for (int n = 0; n < 5; n++) {
                stops.add(random.nextInt(LINES * 9 / 10));
            }
            for (int stop : stops) {
                bench.until(() -> published(bench) >= stop);
                Collections.shuffle(answers, random);
                Collections.shuffle(errors, random);
                files(bench, answers, errors);
                bench.restart();
            }
            bench.until(() -> published(bench) == answers.size() + failures(errors));
            bench.settle();
            bench.restart();
            bench.until(() -> {
                bench.clocks.pass(Duration.ofSeconds(5));
                return bench.done();
            });
            bench.settle();
            int failed = failures(errors);
            assertThat(bench.state())
                    .isEqualTo(new JoinState.Done(answers.size(), failed, LINES - answers.size() - failed));
            assertThat(bench.deadLetters).hasSize(failed);
            List<String> ids = new ArrayList<>();
            bench.completed.forEach(record -> ids.add(JoinerBench.key(record)));
            bench.failed.forEach(record -> ids.add(JoinerBench.key(record)));
            bench.lanes.forEach(record -> ids.add(JoinerBench.value(record).split("\"")[3]));
            assertThat(ids).hasSize(LINES).doesNotHaveDuplicates();
            assertThat(bench.completed)
                    .allSatisfy(record -> assertThat(JoinerBench.value(record))
                            .contains("\"n\":" + JoinerBench.key(record).substring(3) + "}"));
        }
    }

    private static int published(JoinerBench bench) {
        return bench.completed.size() + bench.failed.size();
    }

    private static int failures(List<String> errors) {
        return (int) errors.stream().filter(line -> line.contains("\"no\"")).count();
    }

    private static void files(JoinerBench bench, List<String> answers, List<String> errors) {
        bench.provider.file("out", answers.toArray(String[]::new));
        bench.provider.file("err", errors.toArray(String[]::new));
    }
}
