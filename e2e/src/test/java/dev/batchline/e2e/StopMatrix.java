package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.extension.ExtendWith;

/**
 * One signal to each service, in each phase of a window: it comes while five lanes are in one phase each. A phase
 * counts as hit by the times in the committed events and at the gate; a round that missed one is run again.
 */
@ExtendWith(SharedInstallation.class)
abstract class StopMatrix {
    private static final int TRIES = 3;
    private final List<Stop> stops;
    private final Map<Stop, List<StopRound>> rounds = new HashMap<>();

    /** The matrix of a signal: SIGKILL, or else SIGTERM. */
    StopMatrix(boolean kill) {
        this.stops = Stream.of("joiner", "poller", "batcher")
                .map(service -> new Stop(service, kill))
                .toList();
    }

    @TestFactory
    @Tag("invariant-1")
    @Tag("invariant-2")
    @Tag("invariant-7")
    @Tag("invariant-10")
    Stream<DynamicTest> losesNothingAndDoesNothingTwice(Installation installation, Outcomes outcomes) {
        installation.startAndAwait(Installation.SERVICES);
        Stream<DynamicTest> hits = stops.stream()
                .map(stop -> DynamicTest.dynamicTest(
                        stop + " hits every phase", () -> hitEveryPhase(stop, installation, outcomes)));
        Stream<DynamicTest> cases = stops.stream()
                .flatMap(stop -> Arrays.stream(Phase.values())
                        .map(phase -> DynamicTest.dynamicTest(
                                stop + " while " + phase, () -> everyOutcomeIsThereOnce(stop, phase, outcomes))));
        Stream<DynamicTest> judgement = Stream.of(DynamicTest.dynamicTest(
                "provider executed nothing twice", installation.provider()::assertNothingExecutedTwice));
        return Stream.of(hits, cases, judgement).flatMap(tests -> tests);
    }

    private void hitEveryPhase(Stop stop, Installation installation, Outcomes outcomes) throws Exception {
        List<Set<Phase>> missed = new ArrayList<>();
        for (int attempt = 1; attempt <= TRIES; attempt++) {
            try (StopRound round = new StopRound(installation, outcomes, stop.word() + attempt)) {
                rounds.computeIfAbsent(stop, unused -> new ArrayList<>()).add(round);
                round.prepare(stop.kill() ? Hold.Side.BEFORE_REPLY : Hold.Side.BEFORE_PROVIDER);
                Instant moment = round.stop(stop.service(), stop.kill());
                installation.startAndAwait(Installation.SERVICES);
                round.awaitEnd();
                assertThat(round.extraCreates()).isEmpty();
                if (stop.service().equals("batcher")) {
                    String text = installation.service("batcher").text();
                    assertThat(text.contains(Installation.LOOKED_FOR))
                            .as("a batch was looked for")
                            .isEqualTo(stop.kill());
                }
                missed.add(round.missed(moment));
            }
            if (missed.getLast().isEmpty()) {
                return;
            }
        }
        throw new AssertionError(stop + " missed in its rounds: " + missed);
    }

    private void everyOutcomeIsThereOnce(Stop stop, Phase phase, Outcomes outcomes) {
        assertThat(rounds.get(stop)).isNotNull().allSatisfy(round -> {
            Requests lane = round.lane(phase);
            assertThat(outcomes.missing(lane)).as("lost").isZero();
            assertThat(outcomes.twice()).as("published twice").noneMatch(id -> id.startsWith(lane.model() + "-"));
        });
    }

    /**
     * A signal to a service.
     *
     * @param kill SIGKILL, or else SIGTERM
     */
    private record Stop(String service, boolean kill) {
        String word() {
            return (kill ? "kill-" : "term-") + service;
        }

        @Override
        public String toString() {
            return (kill ? "SIGKILL" : "SIGTERM") + " of the " + service;
        }
    }
}
