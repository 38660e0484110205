package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.schemas.WindowId;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.awaitility.Awaitility;
import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

/** Two installations, each with a broker and a prefix of its own, at one account of one provider. */
@Tag("long")
@ExtendWith(SharedInstallation.class)
class TwoDeploymentsIT {
    private static final List<Requests> OURS = List.of(Requests.of("ours-a", 300), Requests.of("ours-b", 300));
    private static final List<Requests> THEIRS = List.of(Requests.of("theirs-a", 300), Requests.of("theirs-b", 300));

    private final Instant began = Instant.now();

    @TempDir
    private Path directory;

    @Test
    @Tag("crash-row-5")
    @Tag("crash-row-7")
    void leaveEachOthersFilesAndBatchesAlone(Installation ours, Outcomes ourOutcomes) {
        List<String> settings = Stream.concat(
                        SharedInstallation.SETTINGS.stream(),
                        Stream.of("topic.prefix=other.", "account.openai.api.key=other"))
                .toList();
        try (Installation theirs = new Installation(directory, ours.provider(), settings);
                Outcomes theirOutcomes = new Outcomes(theirs.config())) {
            theirs.startAndAwait(List.of("all"));
            ours.startAndAwait(Installation.SERVICES);

            killBothWhileCreating(ours, theirs);
            await().untilAsserted(() -> {
                ourOutcomes.assertEnded(OURS);
                theirOutcomes.assertEnded(THEIRS);
            });
            assertThat(batches(ourOutcomes, OURS)).doesNotContainAnyElementsOf(batches(theirOutcomes, THEIRS));
        }
        assertSeparate(ours.gate());
        ours.provider().assertNothingExecutedTwice();
    }

    /**
     * One of ours is created and we do not hear of it (row 7); one of theirs is on its way when its sender is killed,
     * and comes when its file is gone (row 5).
     */
    private static void killBothWhileCreating(Installation ours, Installation theirs) {
        Gate gate = ours.gate();
        Hold unheard = gate.holdOne(
                Hold.Side.BEFORE_REPLY,
                call -> call.is(Passage.CREATE) && OURS.getFirst().fill(call.window()));
        Hold late = gate.holdOne(
                Hold.Side.BEFORE_PROVIDER,
                call -> call.is(Passage.CREATE) && THEIRS.getFirst().fill(call.window()));
        try {
            OURS.forEach(ours::send);
            THEIRS.forEach(theirs::send);
            await().until(() -> unheard.holds() && late.holds());
            ours.service("batcher").kill();
            theirs.service("all").kill();
            ours.start("batcher", "batcher");
            theirs.start("all", "all");
            await().until(() -> gate.calls(Passage.CREATE)
                    .anyMatch(call -> call != late.first()
                            && call.window().equals(late.first().window())
                            && call.status() == 200));
        } finally {
            unheard.release();
            late.release();
        }
    }

    /** Whoever reads, deletes or cancels something by its id made it; and the test has seen both look around. */
    private void assertSeparate(Gate gate) {
        Map<String, String> keys = gate.calls(Passage.CREATE)
                .filter(call -> call.began().isAfter(began))
                .collect(Collectors.toMap(TwoDeploymentsIT::deployment, Passage::key, (one, same) -> one));
        assertThat(Set.copyOf(keys.values())).containsExactlyInAnyOrder("test", "other");
        assertThat(keys).hasSize(2);
        assertThat(gate.calls(Passage.LIST).filter(call -> call.began().isAfter(began)))
                .extracting(Passage::key)
                .contains("test", "other");
        assertThat(gate.calls(Passage.DELETE).filter(call -> call.began().isAfter(began)))
                .extracting(Passage::key)
                .contains("other");
        for (String route : List.of(Passage.DELETE, Passage.CANCEL, Passage.POLL, Passage.DOWNLOAD)) {
            assertThat(gate.calls(route).filter(call -> call.began().isAfter(began)))
                    .as(route)
                    .allSatisfy(call -> assertThat(keys.get(deployment(call)))
                            .as("%s", call)
                            .isEqualTo(call.key()));
        }
    }

    private static String deployment(Passage call) {
        return WindowId.parse(call.window()).deployment().text();
    }

    private static Set<String> batches(Outcomes outcomes, List<Requests> lanes) {
        return lanes.stream()
                .flatMap(lane -> outcomes.windows(lane.model()).stream())
                .flatMap(window -> window.batches().stream())
                .collect(Collectors.toSet());
    }

    private static ConditionFactory await() {
        return Awaitility.await().pollInterval(Duration.ofMillis(50)).atMost(Duration.ofMinutes(2));
    }
}
