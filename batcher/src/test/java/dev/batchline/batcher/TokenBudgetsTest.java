package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.Outcome;
import dev.batchline.runtime.config.AccountSettings;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That no more tokens are queued at a provider than it takes, and that every window's turn comes. */
class TokenBudgetsTest {
    @TempDir
    Path directory;

    private BatcherBench bench;

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    @Tag("invariant-11")
    void aWindowWhoseTokensDoNotFitIsNotEvenUploadedUntilABatchHasEnded() {
        start(2 * tokens(), 1);
        bench.sendAll("m", "a", "b", "c");
        bench.until(() -> states("submitted") == 2);
        bench.settle();
        assertThat(bench.provider.count("upload")).isEqualTo(2);
        assertThat(states("sealed")).isEqualTo(1);
        assertThat(bench.meter("batchline.windows.waiting", "reason", "budget")).isEqualTo(1);
        assertThat(bench.meter("batchline.budget.used", "model", "m")).isEqualTo(2 * tokens());
        assertThat(bench.meter("batchline.budget.limit", "model", "m")).isEqualTo(2 * tokens());

        bench.status(bench.lastOfEach().get(1), BatchStatus.IN_PROGRESS);
        bench.settle();
        assertThat(bench.provider.count("upload")).as("it has not ended").isEqualTo(2);
        bench.status(bench.lastOfEach().get(1), BatchStatus.COMPLETED);
        bench.until(() -> states("submitted") == 3);
        assertThat(bench.meter("batchline.windows.waiting", "reason", "budget")).isZero();
    }

    @Test
    void aLimitOfOneModelHoldsForItAlone() {
        bench = new BatcherBench(
                directory,
                BatcherBench.ceilings(1),
                new AccountSettings.Limits(null, Map.of("m", tokens()), null, 100),
                8);
        bench.sendAll("m", "a", "b");
        bench.sendAll("n", "c", "d");
        bench.until(() -> states("submitted") == 3);
        bench.settle();
        assertThat(bench.provider.creates()).hasSize(3);
    }

    @Test
    void aWindowThatFitsNeverGoesWhenItIsAlone() {
        start(1, 1);
        bench.sendAll("m", "a", "b");
        bench.until(() -> states("submitted") == 1);
        bench.settle();
        assertThat(bench.provider.creates()).hasSize(1);
        bench.status(bench.lastOfEach().get(0), BatchStatus.CANCELLED);
        bench.until(() -> states("submitted") == 2);
    }

    @Test
    void noWindowIsFilledAboveTheBudget() {
        start(2 * tokens(), 1_000);
        bench.sendAll("m", "a", "b", "c", "d", "e");
        assertThat(bench.windows())
                .filteredOn(window -> window.state() instanceof WindowState.Sealed)
                .hasSize(2)
                .allSatisfy(window -> assertThat(window.facts().tokens()).isLessThanOrEqualTo(2 * tokens()));
    }

    @Test
    @Tag("invariant-11")
    void anotherLifeKnowsWhatIsQueuedAndWhatHasEnded() {
        start(2 * tokens(), 1);
        bench.sendAll("m", "a", "b", "c", "d");
        bench.until(() -> states("submitted") == 2);
        bench.anotherLife();
        bench.settle();
        assertThat(bench.provider.creates()).as("I11").hasSize(2);

        bench.status(bench.lastOfEach().get(0), BatchStatus.FAILED);
        bench.until(() -> states("submitted") == 3);
        bench.anotherLife();
        bench.settle();
        assertThat(bench.provider.creates()).as("I11").hasSize(3);
        bench.status(bench.lastOfEach().get(1), BatchStatus.EXPIRED);
        bench.until(() -> states("submitted") == 4);
    }

    @Test
    void smallWindowsDoNotPassALargeOneThatWaitsForRoom() {
        start(4 * tokens(), 3);
        bench.sendAll("m", "a");
        bench.flush();
        bench.sendAll("m", "b");
        bench.flush();
        bench.until(() -> states("submitted") == 2);
        bench.sendAll("m", "c", "d", "e");
        bench.settle();
        bench.sendAll("m", "f");
        bench.flush();
        bench.settle();
        assertThat(bench.provider.creates()).as("the small one would fit").hasSize(2);
        bench.status(bench.lastOfEach().get(0), BatchStatus.COMPLETED);
        bench.until(() -> states("submitted") == 3);
        bench.settle();
        assertThat(bench.lastOfEach().get(2).state()).isInstanceOf(WindowState.Submitted.class);
        assertThat(bench.lastOfEach().get(3).state()).isInstanceOf(WindowState.Sealed.class);
    }

    @Test
    void aQueueThatWasFullKeepsTheOthersWaitingForAWhile() {
        bench = new BatcherBench(directory, BatcherBench.ceilings(1), 100);
        bench.sendAll("m", "a", "b");
        bench.until(() -> states("submitted") == 2);
        Window second = bench.lastOfEach().get(1);
        bench.status(second, BatchStatus.FAILED);
        bench.join(
                second.id(),
                new JoinState.RetryCreate(
                        "token_limit_exceeded", 1, bench.clocks.now().plusSeconds(20)));
        bench.sendAll("m", "c");
        bench.settle();
        assertThat(states("sealed")).as("it would bounce").isEqualTo(1);
        bench.pass(Duration.ofSeconds(30));
        bench.settle();
        assertThat(bench.provider.creates())
                .as("the one that bounced waits for room, too")
                .hasSize(2);

        bench.status(bench.lastOfEach().get(0), BatchStatus.COMPLETED);
        bench.until(() -> bench.provider.creates().size() == 3);
        bench.settle();
        assertThat(bench.provider.creates()).hasSize(3);
        bench.pass(Duration.ofMinutes(6));
        bench.until(() -> states("submitted") == 3);
    }

    @Test
    void aFailedUploadGivesItsRoomBack() {
        start(tokens(), 1);
        bench.provider.uploadFaults.add(
                new Outcome.Unavailable<>(FakeProvider.error(503, null), Optional.of(Duration.ofHours(1))));
        bench.sendAll("m", "a");
        bench.until(() -> bench.provider.count("upload") == 1);
        bench.settle();
        bench.sendAll("m", "b");
        bench.until(() -> states("submitted") == 1);
    }

    @Test
    void anUploadThatFailsInItselfGivesItsRoomBack() {
        start(tokens(), 1);
        bench.provider.onUpload = () -> {
            bench.provider.onUpload = () -> {};
            throw new IllegalStateException("a fault of our own");
        };
        bench.sendAll("m", "a");
        bench.until(() -> bench.provider.count("upload") == 1);
        bench.settle();
        bench.pass(Duration.ofMinutes(2));
        bench.until(() -> states("submitted") == 1);
    }

    private long states(String word) {
        return bench.lastOfEach().stream()
                .filter(window -> window.state().word().equals(word))
                .count();
    }

    private static long tokens() {
        String request = BatcherBench.request("a", "m");
        return TokenEstimate.of(request.length(), TokenEstimate.USUAL_BYTES_PER_THOUSAND);
    }

    private void start(long budget, int requests) {
        bench = new BatcherBench(
                directory, BatcherBench.ceilings(requests), new AccountSettings.Limits(budget, Map.of(), null, 100), 8);
    }
}
