package dev.batchline.poller;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.Outcome;
import dev.batchline.providers.RemoteBatch;
import dev.batchline.runtime.SettableClocks;
import dev.batchline.schemas.BatchMarks;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.Command;
import dev.batchline.schemas.DeploymentId;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.SubmittedHow;
import dev.batchline.schemas.WindowId;
import dev.batchline.schemas.WindowState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** A list of an account's batches tells of the open ones, and of those that nobody waits for. */
class SweepTest {
    private static final Duration SWEEP = Duration.ofMinutes(11);
    private static final WindowId ID = PollerBench.id(1);
    private static final Instant START = SettableClocks.START;

    private final PollerBench bench = new PollerBench();

    @BeforeEach
    void beginsLife() {
        bench.settle();
    }

    @AfterEach
    void closesBench() {
        bench.close();
    }

    @Test
    void asksForTheEndOfASecondBatchOnceAndAgainAfterAWhile() {
        bench.tell(ID, PollerBench.submitted("b1", 1));
        bench.provider.answers("b1", "in_progress", 0);
        bench.provider.listed = List.of(marked("b9", "in_progress", ID, 1), marked("b1", "in_progress", ID, 1));
        bench.after(SWEEP);
        assertThat(bench.commands).hasSize(1);
        PollerBench.Asked asked = bench.commands.get(0);
        assertThat(asked.key()).isEqualTo(ID.text());
        assertThat(asked.command().action()).isEqualTo(Command.Action.CANCEL_BATCH);
        assertThat(asked.command().batchId()).isEqualTo("b9");
        bench.after(SWEEP);
        assertThat(bench.cancelled()).containsExactly("b9");
        bench.after(SWEEP);
        bench.after(SWEEP);
        assertThat(bench.cancelled()).containsExactly("b9", "b9");
        bench.provider.listed = List.of(marked("b9", "cancelled", ID, 1), marked("b1", "in_progress", ID, 1));
        bench.after(Duration.ofHours(5));
        assertThat(bench.cancelled()).hasSize(2);
        assertThat(bench.registry
                        .get("batchline.batches.duplicates")
                        .tag("account", "main")
                        .counter()
                        .count())
                .isEqualTo(2);
        assertThat(bench.told()).containsExactly(BatchStatus.IN_PROGRESS);
    }

    @Test
    void looksAgainWhenASecondBatchIsOldEnoughToBeJudged() {
        bench.tell(ID, PollerBench.submitted("b1", 1));
        bench.provider.answers("b1", "in_progress", 0);
        bench.provider.listed = List.of(marked("b9", "validating", ID, 1));
        bench.after(Duration.ofSeconds(31));
        assertThat(bench.provider.pages).hasValue(1);
        bench.after(Duration.ofMinutes(4));
        assertThat(bench.commands).isEmpty();
        assertThat(bench.provider.pages).hasValue(1);
        bench.after(Duration.ofSeconds(29));
        assertThat(bench.cancelled()).containsExactly("b9");
        assertThat(bench.provider.pages).hasValue(2);
    }

    @Test
    void asksForTheEndOfABatchWhoseWindowIsForgotten() {
        bench.tell(ID, PollerBench.submitted("b1", 1));
        bench.provider.answers("b1", "completed", 10);
        bench.after(Duration.ofSeconds(12));
        bench.forget(ID);
        bench.restart();
        bench.settle();
        bench.provider.listed = List.of(marked("b9", "in_progress", ID, 1));
        bench.after(SWEEP);
        assertThat(bench.cancelled()).containsExactly("b9");
        assertThat(bench.registry.get("batchline.batches.orphans").counter().count())
                .isEqualTo(1);
        assertThat(bench.registry.find("batchline.batches.duplicates").counter())
                .isNull();
    }

    @Test
    void forgetsWindowsThatAreGoneForDays() {
        bench.forget(ID);
        bench.after(Duration.ofDays(4));
        bench.provider.listed = List.of(marked("b9", "in_progress", ID, 1));
        bench.after(SWEEP);
        assertThat(bench.provider.pages.get()).isPositive();
        assertThat(bench.commands).isEmpty();
    }

    @Test
    void neverTouchesWhatIsNotOurs() {
        bench.tell(ID, PollerBench.submitted("b1", 1));
        bench.provider.answers("b1", "in_progress", 0);
        WindowId theirs = WindowId.of(
                DeploymentId.of("cluster", "their topic"), 0, new LaneKey("main", "/v1/embeddings", "m", "24h"), 1);
        WindowId unheard = PollerBench.id(77);
        WindowId elsewhere = new WindowId(PollerBench.DEPLOYMENT, 1, ID.lane(), 5);
        RemoteBatch bare = ScriptedProvider.batch("b9", "in_progress", 0, List.of());
        bench.provider.listed = List.of(
                bare,
                marked("b8", "in_progress", theirs, 1),
                marked("b7", "in_progress", unheard, 1),
                marked("b6", "in_progress", elsewhere, 1));
        bench.after(SWEEP);
        bench.after(SWEEP);
        assertThat(bench.provider.pages.get()).isGreaterThanOrEqualTo(2);
        assertThat(bench.commands).isEmpty();
    }

    @Test
    void sweepsEveryTenMinutes() {
        bench.after(Duration.ofSeconds(29));
        assertThat(bench.provider.pages).hasValue(0);
        bench.after(Duration.ofSeconds(1));
        assertThat(bench.provider.pages).hasValue(1);
        bench.after(PollerSettings.SWEEP_EVERY.minusMillis(1));
        assertThat(bench.provider.pages).hasValue(1);
        bench.after(Duration.ofMillis(1));
        assertThat(bench.provider.pages).hasValue(2);
    }

    @Test
    void sweepsSoonAfterABatchWasAdopted() {
        bench.after(Duration.ofMinutes(1));
        assertThat(bench.provider.pages).hasValue(1);
        bench.tell(
                ID,
                new WindowState.Submitted(
                        "main", "file-in", "b1", 1, List.of(), SubmittedHow.ADOPTED, bench.clocks.now(), null));
        bench.provider.listed = List.of(marked("b1", "in_progress", ID, 1));
        bench.settle();
        assertThat(bench.provider.pages).hasValue(2);
        assertThat(bench.told()).containsExactly(BatchStatus.IN_PROGRESS);
        assertThat(bench.provider.asked).isEmpty();
    }

    @Test
    void listsInPlaceOfAskingForManyBatches() {
        List<RemoteBatch> listed = new ArrayList<>();
        IntStream.range(0, 250).forEach(n -> {
            bench.tell(PollerBench.id(n), PollerBench.submitted("b" + n, 1));
            listed.addFirst(marked("b" + n, "in_progress", PollerBench.id(n), 1));
        });
        bench.provider.listed = listed;
        bench.after(Duration.ofSeconds(12));
        assertThat(bench.told()).hasSize(250).containsOnly(BatchStatus.IN_PROGRESS);
        assertThat(bench.provider.asked).isEmpty();
        assertThat(bench.provider.pages.get()).isLessThanOrEqualTo(6);
    }

    @Test
    void asksForThoseThatTheListDoesNotShow() {
        IntStream.range(0, 60).forEach(n -> {
            bench.tell(PollerBench.id(n), PollerBench.submitted("b" + n, 1));
            bench.provider.answers("b" + n, "in_progress", 0);
        });
        bench.provider.listed = List.of(marked("b0", "in_progress", PollerBench.id(0), 1));
        bench.after(Duration.ofSeconds(12));
        assertThat(bench.events).hasSize(60);
        assertThat(bench.provider.asked).hasSize(59).doesNotContain("b0");
        assertThat(bench.provider.pages).hasValue(1);
    }

    @Test
    void asksForEachWhenTheAccountDoesNotList() {
        IntStream.range(0, 60).forEach(n -> {
            bench.tell(PollerBench.id(n), PollerBench.submitted("b" + n, 1));
            bench.provider.answers("b" + n, "in_progress", 0);
        });
        bench.provider.listRefusal = new Outcome.Refused<>(ScriptedProvider.error(405));
        bench.after(Duration.ofSeconds(12));
        assertThat(bench.provider.asked).hasSize(60);
        assertThat(bench.events).hasSize(60);
        int pages = bench.provider.pages.get();
        bench.after(Duration.ofSeconds(12));
        assertThat(bench.provider.asked).hasSize(120);
        assertThat(bench.provider.pages).hasValue(pages);
    }

    @Test
    void waitsForOthersToBeDueToo() {
        IntStream.range(0, 60).forEach(n -> {
            bench.tell(PollerBench.id(n), PollerBench.submitted("b" + n, 1));
            bench.provider.answers("b" + n, "completed", 10);
        });
        bench.after(Duration.ofSeconds(9));
        assertThat(bench.provider.asked).isEmpty();
        assertThat(bench.provider.pages).hasValue(0);
        bench.after(Duration.ofSeconds(10));
        assertThat(bench.told()).hasSize(60).containsOnly(BatchStatus.COMPLETED);
    }

    @Test
    void goesBackPageByPageAndNoFurtherThanNeeded() {
        List<RemoteBatch> listed = new ArrayList<>();
        Instant now = START.plusSeconds(30);
        for (int n = 0; n < 1_000; n++) {
            listed.add(ScriptedProvider.marked(
                    "x" + n, "completed", new BatchMarks(PollerBench.id(n), 1), now.minus(Duration.ofMinutes(5L * n))));
        }
        bench.provider.listed = listed;
        bench.after(Duration.ofSeconds(30));
        assertThat(bench.provider.pages).hasValue(4);
        bench.after(PollerSettings.SWEEP_EVERY);
        assertThat(bench.provider.pages).hasValue(5);
    }

    @Test
    void takesAShownBatchForNotAbsent() {
        bench.tell(ID, PollerBench.submitted("b1", 1));
        bench.clocks.pass(Duration.ofMinutes(6));
        for (int n = 0; n < 4; n++) {
            bench.after(Duration.ofMinutes(2));
        }
        assertThat(bench.provider.asked).hasSizeGreaterThanOrEqualTo(4);
        bench.provider.listed = List.of(marked("b1", "in_progress", ID, 1));
        bench.after(Duration.ofMinutes(4));
        assertThat(bench.told()).containsExactly(BatchStatus.IN_PROGRESS);
        bench.provider.listed = List.of();
        bench.after(Duration.ofMinutes(3));
        bench.after(Duration.ofMinutes(3));
        assertThat(bench.told()).containsExactly(BatchStatus.IN_PROGRESS);
    }

    @Test
    void leavesAnAccountAloneAsLongAsItsListWants() {
        bench.tell(ID, PollerBench.submitted("b1", 1));
        bench.provider.answers("b1", "in_progress", 0);
        bench.provider.listRefusal =
                new Outcome.Throttled<>(ScriptedProvider.error(429), Optional.of(Duration.ofMinutes(30)));
        bench.after(Duration.ofSeconds(31));
        int asked = bench.provider.asked.size();
        bench.after(Duration.ofMinutes(29));
        assertThat(bench.provider.asked).hasSize(asked);
        assertThat(bench.provider.pages).hasValue(1);
        bench.after(Duration.ofMinutes(2));
        assertThat(bench.provider.asked).hasSizeGreaterThan(asked);
    }

    private static RemoteBatch marked(String batchId, String word, WindowId window, int submission) {
        return ScriptedProvider.marked(batchId, word, new BatchMarks(window, submission), START);
    }
}
