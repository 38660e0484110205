package dev.batchline.dst;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.dst.Faults.Blow;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Two processes, or one of them twice, are struck in one run: pairs of points and blows that the dice choose. */
@Tag("long")
class PairsOfPointsTest {
    private static final int PAIRS = Integer.getInteger("dst.pairs", 3_000);
    private static final long SEED = Long.getLong("dst.pairs.seed", System.currentTimeMillis());
    private static final int RUNS = 10;
    private static final int NEAR = 30;
    private static final List<Blow> BLOWS = List.of(
            new Blow(Blow.Kind.KILL, Duration.ofSeconds(1)),
            new Blow(Blow.Kind.KILL, Duration.ofMinutes(2)),
            new Blow(Blow.Kind.FREEZE, Duration.ofSeconds(15)),
            new Blow(Blow.Kind.FREEZE, Duration.ofSeconds(70)),
            new Blow(Blow.Kind.CUT_FROM_KAFKA, Duration.ofSeconds(70)),
            new Blow(Blow.Kind.STOP, null));

    @TempDir
    Path directory;

    @Test
    void twoBlowsBreakNoPromise() {
        System.out.println("-Ddst.pairs.seed=" + SEED);
        Dice dice = new Dice(SEED);
        List<String> broken = new ArrayList<>();
        int points = 0;
        int seed = 0;
        for (int pair = 0; pair < PAIRS && broken.isEmpty(); pair++) {
            if (pair % (PAIRS / RUNS + 1) == 0) {
                seed++;
                points = points(seed);
            }
            int first = dice.between(0, points - 1);
            int second = first + dice.between(1, dice.chance(0.5) ? NEAR : points);
            TwoPoints blows = new TwoPoints(first, dice.pick(BLOWS), second, dice.pick(BLOWS));
            Run run = Run.fixed(seed, Scenario.small(), blows, directory);
            if (!run.broken().isEmpty()) {
                broken.add("run " + seed + ", " + blows + ": " + run.broken());
            }
        }
        assertThat(broken).as("-Ddst.pairs.seed=%d", SEED).isEmpty();
    }

    private int points(int seed) {
        OnePoint none = OnePoint.none();
        Run.fixed(seed, Scenario.small(), none, directory);
        return none.points().size();
    }
}
