package dev.batchline.dst;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * One run in which nothing goes wrong is taken apart into its points: before and after each call and each commit. Then
 * it is run again for each of them, with one thing that goes wrong there.
 */
@Tag("crash-row-1")
@Tag("crash-row-2")
@Tag("crash-row-3")
@Tag("crash-row-4")
@Tag("crash-row-5")
@Tag("crash-row-6")
@Tag("crash-row-7")
@Tag("crash-row-8")
class EveryPointTest {
    private static final long SEED = 7;
    private static final Scenario SCENARIO = Scenario.small();

    @TempDir
    Path directory;

    private List<String> points = List.of();

    @BeforeEach
    void countPoints() {
        OnePoint none = OnePoint.none();
        assertThat(Run.fixed(SEED, SCENARIO, none, directory).broken()).isEmpty();
        points = none.points();
        assertThat(points).hasSizeGreaterThan(150);
    }

    @Test
    void aProcessIsKilledAndStartedAgainAtOnce() {
        everywhere("at ", n -> OnePoint.blow(n, kill(Duration.ofSeconds(1))));
    }

    @Test
    void aProcessIsKilledAndAnotherTakesOver() {
        everywhere("at ", n -> OnePoint.blow(n, kill(Duration.ofMinutes(2))));
    }

    @Test
    void aProcessIsFrozenAndWakesWhenAnotherHasTakenOver() {
        everywhere("at ", n -> OnePoint.blow(n, new Faults.Blow(Faults.Blow.Kind.FREEZE, Duration.ofSeconds(70))));
    }

    @Test
    void aProcessIsCutOffFromKafkaAndGoesOnAtTheProvider() {
        everywhere(
                "at ", n -> OnePoint.blow(n, new Faults.Blow(Faults.Blow.Kind.CUT_FROM_KAFKA, Duration.ofSeconds(70))));
    }

    @Test
    void aProcessIsStoppedInGoodOrder() {
        everywhere("at ", n -> OnePoint.blow(n, new Faults.Blow(Faults.Blow.Kind.STOP, null)));
    }

    @Test
    void aCallIsCarriedOutAndNobodyLearnsOfIt() {
        everywhere("call ", n -> OnePoint.call(n, Fate.REPLY_LOST));
    }

    @Test
    void aCallIsCarriedOutAfterItsCallerHasGivenUp() {
        everywhere("call ", n -> OnePoint.call(n, Fate.CARRIED_OUT_LATE));
    }

    @Test
    void aCommitIsCarriedOutAndNobodyLearnsOfIt() {
        everywhere("commit ", n -> OnePoint.commit(n, CommitFate.REPLY_LOST));
    }

    @Test
    void aCommitNeverArrives() {
        everywhere("commit ", n -> OnePoint.commit(n, CommitFate.REQUEST_LOST));
    }

    private static Faults.Blow kill(Duration restartAfter) {
        return new Faults.Blow(Faults.Blow.Kind.KILL, restartAfter);
    }

    private void everywhere(String kind, IntFunction<OnePoint> faults) {
        List<String> broken = new ArrayList<>();
        for (int n = 0; n < points.size(); n++) {
            if (points.get(n).startsWith(kind)) {
                Run run = Run.fixed(SEED, SCENARIO, faults.apply(n), directory);
                if (!run.broken().isEmpty()) {
                    broken.add(n + " (" + points.get(n) + "): " + run.broken());
                }
            }
        }
        assertThat(broken).isEmpty();
    }
}
