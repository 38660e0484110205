package dev.batchline.dst;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** The simulation is not blind: with any one guard taken away, a promise is broken before long. */
class GuardsTest {
    private static final int SEEDS = 200;
    private static final int SCENARIOS = 12;
    private static final Faults.Blow FREEZE = new Faults.Blow(Faults.Blow.Kind.FREEZE, Duration.ofSeconds(70));

    private static final Faults.Blow KILL = new Faults.Blow(Faults.Blow.Kind.KILL, Duration.ofSeconds(1));

    @TempDir
    Path directory;

    @ParameterizedTest
    @EnumSource
    void isMissed(Guard guard) throws IOException {
        Guard.Away away = guard.takeAway();
        try {
            Optional<String> broken = switch (guard) {
                case FENCE -> everywhere(Scenario.small(), "at create of .*", FREEZE);
                case PROGRESS -> everywhere(Scenario.lineByLine(), "at commit.* of joiner.*", KILL);
                case LEASE -> frozenHeir();
                case HOLD -> frozenOwner();
                case VERSION -> busyOperator();
                default -> anySeed();
            };
            assertThat(broken).as("what is broken without %s", guard).isPresent();
        } finally {
            away.close();
        }
    }

    private Optional<String> anySeed() {
        Optional<String> broken = Optional.empty();
        for (int seed = 1; seed <= SEEDS && broken.isEmpty(); seed++) {
            broken = Run.random(seed, directory, false).broken().stream().findFirst();
        }
        return broken;
    }

    /** Who writes before its lease was read back is stopped by nothing if it has read nothing else either. */
    private Optional<String> frozenHeir() {
        Optional<String> broken = Optional.empty();
        for (int seed = 1; seed <= SCENARIOS && broken.isEmpty(); seed++) {
            FrozenHeir heir = FrozenHeir.of("batcher", seed);
            broken = Run.fixed(seed, Scenario.patient(), heir, directory).broken().stream()
                    .findFirst();
        }
        return broken;
    }

    /** Who wakes after another has taken over acts once before it hears of it. */
    private Optional<String> frozenOwner() {
        Optional<String> broken = Optional.empty();
        for (int seed = 1; seed <= SCENARIOS && broken.isEmpty(); seed++) {
            broken = Run.fixed(seed, Scenario.small(), new FrozenOwner(), directory).broken().stream()
                    .findFirst();
        }
        return broken;
    }

    /** A window changes while it is looked through only if it is asked to end in another way just then. */
    private Optional<String> busyOperator() {
        Optional<String> broken = Optional.empty();
        for (int seed = 1; seed <= SEEDS && broken.isEmpty(); seed++) {
            broken = Run.fixed(seed, Scenario.withBusyOperator(), OnePoint.none(), directory).broken().stream()
                    .findFirst();
        }
        return broken;
    }

    /**
     * A create that is late has to be later than the grace: its process is frozen just before it. What a joiner has
     * published of a window matters only if it is killed before it has published the rest.
     */
    private Optional<String> everywhere(Scenario scenario, String point, Faults.Blow blow) {
        Optional<String> broken = Optional.empty();
        for (int seed = 1; seed <= SCENARIOS && broken.isEmpty(); seed++) {
            OnePoint none = OnePoint.none();
            Run.fixed(seed, scenario, none, directory);
            List<String> points = none.points();
            for (int n = 0; n < points.size() && broken.isEmpty(); n++) {
                if (points.get(n).matches(point)) {
                    broken = Run.fixed(seed, scenario, OnePoint.blow(n, blow), directory).broken().stream()
                            .findFirst();
                }
            }
        }
        return broken;
    }
}
