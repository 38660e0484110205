package dev.batchline.cli.chaos;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What the planner draws from a seed. */
class FaultPlannerTest {
    private static final int MANY = 5_000;

    @Test
    void drawsTheSameFromTheSameSeed() {
        assertThat(plan(7, FaultKind.usual())).isEqualTo(plan(7, FaultKind.usual()));
        assertThat(plan(7, FaultKind.usual())).isNotEqualTo(plan(8, FaultKind.usual()));
    }

    @Test
    void drawsEveryKindThatIsWantedAndNoOther() {
        assertThat(kinds(FaultKind.usual())).isEqualTo(FaultKind.usual());
        assertThat(FaultKind.usual()).doesNotContain(FaultKind.KILL_BROKER);
        assertThat(kinds(EnumSet.of(FaultKind.KILL, FaultKind.KILL_BROKER)))
                .containsExactlyInAnyOrder(FaultKind.KILL, FaultKind.KILL_BROKER);
    }

    @Test
    void drawsLengthsWithinTheBoundsOfTheirKind() {
        assertThat(plan(1, FaultKind.usual()))
                .allSatisfy(fault -> assertThat(fault.length())
                        .isBetween(fault.kind().shortest(), fault.kind().longest()));
        assertThat(plan(1, Set.of(FaultKind.LONG_FREEZE)))
                .as("longer than a session time-out")
                .allSatisfy(fault -> assertThat(fault.length()).isGreaterThan(Duration.ofSeconds(10)));
    }

    @Test
    void someFaultsOverlap() {
        long soon = plan(1, FaultKind.usual()).stream()
                .filter(fault -> fault.pause().compareTo(Duration.ofMillis(500)) < 0)
                .count();

        assertThat(soon).isBetween(MANY / 10L, MANY / 2L);
    }

    @Test
    void wantsThePhaseThatWasHitTheLeast() {
        Map<Phase, Integer> counted = new EnumMap<>(Phase.class);
        for (Phase phase : Phase.values()) {
            counted.put(phase, 5);
        }
        counted.put(Phase.CREATING, 4);
        FaultPlanner planner = new FaultPlanner(3, Set.of(FaultKind.KILL));

        assertThat(IntStream.range(0, 100).mapToObj(i -> planner.next(counted)))
                .allMatch(fault -> fault.phase() == Phase.CREATING);
    }

    @Test
    void wantsEachPhaseInTheEnd() {
        Map<Phase, Integer> counted = new EnumMap<>(Phase.class);
        FaultPlanner planner = new FaultPlanner(3, Set.of(FaultKind.KILL));
        for (int i = 0; i < 60; i++) {
            counted.merge(planner.next(counted).phase(), 1, Integer::sum);
        }

        assertThat(counted)
                .hasSize(6)
                .allSatisfy((phase, times) -> assertThat(times).isEqualTo(10));
    }

    @Test
    void fillsNoDiskOfPollers() {
        assertThat(plan(1, Set.of(FaultKind.FULL_DISK))).noneMatch(fault -> fault.phase() == Phase.AT_PROVIDER);
    }

    @Test
    void needsSomethingToPlan() {
        assertThatThrownBy(() -> new FaultPlanner(1, Set.of())).isInstanceOf(IllegalArgumentException.class);
    }

    private static List<PlannedFault> plan(long seed, Set<FaultKind> kinds) {
        FaultPlanner planner = new FaultPlanner(seed, kinds);
        return IntStream.range(0, MANY).mapToObj(i -> planner.next(Map.of())).toList();
    }

    private static Set<FaultKind> kinds(Set<FaultKind> wanted) {
        return plan(1, wanted).stream().map(PlannedFault::kind).collect(Collectors.toSet());
    }
}
