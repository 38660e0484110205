package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.Outcome;
import dev.batchline.schemas.BatchError;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.Command;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.Window;
import dev.batchline.schemas.WindowState;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** That trouble with an account costs no window, and that one call at a time finds out when it is over. */
@Tag("crash-row-9")
class AccountTroubleTest {
    @TempDir
    Path directory;

    private BatcherBench bench;

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void aBlockedAccountIsAskedByOneWindowForAllOfThem() {
        start();
        block(401, null);
        block(401, null);
        bench.sendAll("m", "a");
        bench.until(() -> bench.provider.creates().size() == 1);
        bench.settle();
        bench.sendAll("m", "b", "c");
        bench.settle();
        assertThat(bench.provider.calls()).as("no call but the first two").hasSize(2);
        assertThat(bench.meter("batchline.accounts.blocked", "account", "main")).isEqualTo(1);
        assertThat(bench.meter("batchline.windows.waiting", "reason", "account_blocked"))
                .isEqualTo(3);

        bench.pass(Duration.ofSeconds(65));
        bench.until(() -> bench.provider.creates().size() == 2);
        bench.settle();
        bench.pass(Duration.ofSeconds(65));
        bench.settle();
        assertThat(bench.provider.calls()).as("the next interval is longer").hasSize(3);

        bench.pass(Duration.ofSeconds(60));
        bench.until(() -> bench.provider.creates().size() == 3);
        bench.pass(Duration.ofSeconds(10));
        bench.until(() -> bench.lastOfEach().stream().allMatch(w -> w.state() instanceof WindowState.Submitted));
        assertThat(bench.meter("batchline.accounts.blocked", "account", "main")).isZero();
        assertThat(bench.words()).as("nothing was wrong with the items").doesNotContain("rejected");
    }

    @Test
    void aModelThatIsNotAllowedBlocksItselfAlone() {
        start();
        block(403, "model_not_allowed");
        bench.sendAll("m", "a");
        bench.until(() -> bench.provider.creates().size() == 1);
        bench.settle();
        bench.sendAll("n", "b");
        bench.until(() -> bench.is("submitted"));
        bench.sendAll("m", "c");
        bench.settle();
        assertThat(bench.provider.count("upload")).isEqualTo(2);
    }

    @Tag("crash-row-10")
    @Test
    @Tag("crash-row-10")
    void batchesThatFailForTheAccountHoldTheLaneUntilOneIsExecuted() {
        start();
        bench.sendAll("m", "a");
        bench.until(() -> bench.is("submitted"));
        Window first = bench.window();
        bench.status(first, BatchStatus.FAILED, new BatchError("billing_hard_limit_reached", "Pay.", null, null));
        bench.join(first.id(), new JoinState.RetryCreate("billing_hard_limit_reached", 1, bench.clocks.now()));
        bench.sendAll("m", "b", "c");
        bench.settle();
        assertThat(bench.provider.calls())
                .as("nothing is sent that would fail as well")
                .hasSize(2);
        assertThat(bench.meter("batchline.accounts.blocked", "account", "main")).isEqualTo(1);
        assertThat(bench.meter("batchline.windows.waiting", "reason", "account_blocked"))
                .isEqualTo(3);

        bench.pass(Duration.ofSeconds(65));
        bench.until(() -> bench.provider.creates().size() == 2);
        bench.settle();
        assertThat(bench.provider.creates()).as("one batch finds out").hasSize(2);
        assertThat(bench.provider.count("upload")).isEqualTo(1);

        bench.status(bench.window(), BatchStatus.IN_PROGRESS);
        assertThat(bench.meter("batchline.accounts.blocked", "account", "main")).isZero();
        bench.pass(Duration.ofSeconds(5));
        bench.until(() -> bench.lastOfEach().stream().allMatch(w -> w.state() instanceof WindowState.Submitted));
        assertThat(bench.words()).doesNotContain("rejected");
    }

    @Test
    void aCancelThatIsRefusedWhileBatchesFailIsAskedForOnceInAWhile() {
        start();
        bench.sendAll("m", "a");
        bench.until(() -> bench.is("submitted"));
        Window first = bench.window();
        bench.sendAll("m", "b");
        bench.until(() -> bench.provider.creates().size() == 2 && bench.is("submitted"));
        bench.status(first, BatchStatus.FAILED, new BatchError("billing_hard_limit_reached", "Pay.", null, null));
        bench.provider.cancelFaults.add(new Outcome.AccountBlocked<>(FakeProvider.error(401, null)));
        bench.provider.cancelFaults.add(new Outcome.AccountBlocked<>(FakeProvider.error(401, null)));
        bench.order(bench.window().id().text(), Command.Action.CANCEL);
        bench.until(() -> bench.provider.count("cancel") == 1);
        bench.settle();
        assertThat(bench.provider.count("cancel")).isEqualTo(1);
        bench.pass(Duration.ofSeconds(95));
        bench.until(() -> bench.provider.count("cancel") == 2);
        bench.settle();
        assertThat(bench.provider.count("cancel")).isEqualTo(2);
        bench.pass(Duration.ofSeconds(155));
        bench.until(() -> bench.provider.count("cancel") == 3);
    }

    @Test
    void aFileThatIsRefusedWhenItIsUploadedAnewWhileBatchesFailIsNotSentAtEachTick() {
        start();
        bench.sendAll("m", "a");
        bench.until(() -> bench.is("submitted"));
        Window first = bench.window();
        bench.provider.createFaults.add(new FakeProvider.Fault(
                new Outcome.Unavailable<>(FakeProvider.error(0, "connection_lost"), Optional.empty()), false));
        bench.sendAll("m", "b");
        bench.until(() -> bench.provider.count("list") >= 1);
        bench.status(first, BatchStatus.FAILED, new BatchError("billing_hard_limit_reached", "Pay.", null, null));
        bench.pass(BatcherBench.GRACE.plusSeconds(60));
        bench.until(() -> bench.provider.count("delete") == 1);
        for (int refused = 0; refused < 100; refused++) {
            bench.provider.uploadFaults.add(new Outcome.AccountBlocked<>(FakeProvider.error(402, null)));
        }
        bench.pass(BatcherBench.GRACE);
        bench.until(() -> bench.provider.count("upload") == 3);
        bench.settle();
        assertThat(bench.provider.count("upload")).isEqualTo(3);
    }

    @Test
    void aBatchIsNotMadeAgainAtOnceIfItsFailureIsReadAfterTheWishToMakeItAgain() {
        start();
        bench.sendAll("m", "a");
        bench.until(() -> bench.is("submitted"));
        Window first = bench.window();
        bench.join(first.id(), new JoinState.RetryCreate("insufficient_quota", 1, bench.clocks.now()));
        bench.status(first, BatchStatus.FAILED, new BatchError("insufficient_quota", "Pay.", null, null));
        bench.settle();
        assertThat(bench.provider.creates()).hasSize(1);
        assertThat(bench.meter("batchline.accounts.blocked", "account", "main")).isEqualTo(1);
        bench.order("*", Command.Action.RESUME);
        bench.until(() -> bench.provider.creates().size() == 2);
    }

    @Test
    void aBatchThatRunsOnDoesNotOpenWhatWasBlockedAfterItsCreate() {
        start();
        bench.sendAll("m", "a");
        bench.until(() -> bench.is("submitted"));
        Window running = bench.window();
        bench.tick();
        block(402, null);
        bench.sendAll("m", "b");
        bench.until(() -> bench.provider.creates().size() == 2);
        bench.settle();
        bench.status(running, BatchStatus.IN_PROGRESS);
        bench.status(running, BatchStatus.COMPLETED);
        bench.settle();
        assertThat(bench.meter("batchline.accounts.blocked", "account", "main")).isEqualTo(1);
        assertThat(bench.provider.creates()).hasSize(2);
    }

    @Test
    void aCommandLetsABlockedAccountBeAskedAtOnce() {
        start();
        block(402, null);
        bench.sendAll("m", "a");
        bench.until(() -> bench.provider.creates().size() == 1);
        bench.settle();
        bench.sendAll("m", "b");
        bench.settle();
        bench.order("pool|/v1/chat/completions|another|24h", Command.Action.RESUME);
        bench.settle();
        assertThat(bench.provider.creates()).hasSize(1);

        bench.order("pool|/v1/chat/completions|m|24h", Command.Action.RESUME);
        bench.until(() -> bench.provider.creates().size() >= 2);
        bench.pass(Duration.ofSeconds(5));
        bench.until(() -> bench.lastOfEach().stream().allMatch(w -> w.state() instanceof WindowState.Submitted));
    }

    @Test
    void aReplyThatAsksForFewerCallsHoldsForEveryWindowOfTheAccount() {
        start();
        bench.provider.createFaults.add(new FakeProvider.Fault(
                new Outcome.Throttled<>(FakeProvider.error(429, null), Optional.of(Duration.ofSeconds(30))), false));
        bench.sendAll("m", "a");
        bench.until(() -> bench.provider.creates().size() == 1);
        bench.settle();
        bench.sendAll("n", "b");
        bench.settle();
        assertThat(bench.provider.calls()).hasSize(2);
        assertThat(bench.meter("batchline.windows.waiting", "reason", "account_throttled"))
                .isEqualTo(2);
        bench.pass(Duration.ofSeconds(30));
        bench.until(() -> bench.lastOfEach().stream().allMatch(w -> w.state() instanceof WindowState.Submitted));
    }

    @Test
    void metersOfAnEndedLifeAreGone() {
        start();
        bench.sendAll("m", "a");
        bench.until(() -> bench.is("submitted"));
        bench.pass(Duration.ofSeconds(1));
        assertThat(bench.meters.find("batchline.budget.used").meters()).hasSize(1);
        bench.quiesce();
        bench.end();
        assertThat(bench.meters.find("batchline.budget.used").meters()).isEmpty();
        assertThat(bench.meters.find("batchline.windows.waiting").meters()).isEmpty();
    }

    private void block(int status, String code) {
        bench.provider.createFaults.add(
                new FakeProvider.Fault(new Outcome.AccountBlocked<>(FakeProvider.error(status, code)), false));
    }

    private void start() {
        bench = new BatcherBench(directory, BatcherBench.ceilings(1), 100);
    }
}
