package dev.batchline.batcher;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.providers.Outcome;
import dev.batchline.schemas.BatchStatus;
import dev.batchline.schemas.Command;
import dev.batchline.schemas.JoinState;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.LaneStatus;
import dev.batchline.schemas.Selection;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.Window;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** When it is told how a lane stands, and that what is told follows what happens. */
class LaneReportsTest {
    private static final String LANE = "pool|/v1/chat/completions|m|24h";

    @TempDir
    Path directory;

    private BatcherBench bench;

    @AfterEach
    void close() {
        bench.close();
    }

    @Test
    void tellsOfALaneFromItsFirstRequestToTheEndOfItsLastWindow() {
        start(2);
        bench.sendAll("m", "a");
        bench.pass(LaneReports.EVERY);
        LaneStatus filling = latest();
        assertThat(filling.open().requests()).isEqualTo(1);
        assertThat(filling.open().limits().requests()).isEqualTo(2);
        assertThat(reasons()).containsExactly("filling");
        assertThat(filling.budgets()).containsExactly(new LaneStatus.Budget("main", 0, null, 0, 100));

        bench.sendAll("m", "b", "c");
        bench.until(() -> bench.is("submitted"));
        Window window = bench.window();
        bench.pass(LaneReports.EVERY);
        assertThat(reasons()).containsExactly("filling", "at_provider");
        assertThat(latest().closed().submitted().requests()).isEqualTo(2);
        assertThat(latest().closed().submitted().bytes())
                .isEqualTo(window.facts().bytes());
        assertThat(latest().budgets().getFirst().creations()).isEqualTo(1);
        assertThat(latest().budgets().getFirst().tokens())
                .isEqualTo(window.facts().tokens());

        bench.status(window, BatchStatus.COMPLETED);
        bench.pass(LaneReports.EVERY);
        assertThat(reasons()).containsExactly("filling", "publishing");
        assertThat(latest().budgets().getFirst().tokens()).isZero();

        bench.join(window.id(), new JoinState.Done(2, 0, 0));
        bench.pass(LaneReports.EVERY);
        assertThat(reasons()).containsExactly("filling");
        bench.flush();
        bench.until(() -> bench.lastOfEach().size() == 2 && bench.is("submitted"));
        bench.join(bench.window().id(), new JoinState.Done(1, 0, 0));
        bench.pass(LaneReports.EVERY);
        assertThat(told().getLast()).as("a tombstone").isNull();
        assertThat(told().stream().filter(status -> status == null)).hasSize(1);
        bench.pass(Duration.ofMinutes(5));
        assertThat(told().getLast()).isNull();
    }

    @Test
    void isToldOnceInAWhileHoweverOftenItChanges() {
        start(1_000);
        bench.sendAll("m", "first");
        bench.pass(LaneReports.EVERY);
        int before = told().size();
        for (int request = 0; request < 90; request++) {
            bench.sendAll("m", "r" + request);
            bench.pass(Duration.ofMillis(100));
        }
        assertThat(told().size() - before).isBetween(1, 2);
    }

    @Test
    void isToldAgainAfterAWhileWithoutAChange() {
        start(1_000);
        bench.sendAll("m", "a");
        bench.pass(LaneReports.EVERY);
        LaneStatus first = latest();
        int before = told().size();
        bench.pass(LaneReports.EVERY);
        bench.pass(LaneReports.EVERY);
        assertThat(told()).as("nothing has changed").hasSize(before);
        for (int pass = 0; pass < 5; pass++) {
            bench.pass(LaneReports.EVERY);
        }
        assertThat(told()).hasSize(before + 1);
        assertThat(latest().asOf()).isAfter(first.asOf().plus(Duration.ofSeconds(29)));
        assertThat(latest().asOf(first.asOf())).isEqualTo(first);
    }

    @Test
    void saysWhoPausedALaneAndForgetsItWhenItIsResumedWithoutAWindow() {
        start(1);
        pause("wrong prompt");
        bench.pass(LaneReports.EVERY);
        assertThat(reasons()).containsExactly("paused");
        assertThat(latest().paused().reason()).isEqualTo("wrong prompt");
        bench.sendAll("m", "a");
        bench.pass(LaneReports.EVERY);
        assertThat(latest().closed().sealed().windows()).isEqualTo(1);
        assertThat(reasons()).containsExactly("paused");

        bench.anotherLife();
        bench.settle();
        bench.pass(LaneReports.EVERY);
        assertThat(latest().paused().reason()).as("in another life").isEqualTo("wrong prompt");
        bench.order(LANE, Command.Action.RESUME);
        bench.until(() -> bench.is("submitted"));
        bench.pass(LaneReports.EVERY);
        assertThat(reasons()).containsExactly("at_provider");

        bench.order("pool|/v1/chat/completions|none|24h", Command.Action.PAUSE);
        bench.order("no lane", Command.Action.PAUSE);
        bench.pass(LaneReports.EVERY);
        assertThat(keys()).contains("pool|/v1/chat/completions|none|24h").doesNotContain("no lane");
        bench.order("*", Command.Action.RESUME);
        bench.pass(LaneReports.EVERY);
        assertThat(bench.written.get(Topic.LANE_STATUS).getLast().value()).isNull();
    }

    @Test
    void saysThatAWindowIsLookedThroughForACancel() {
        start(1);
        bench.provider.createFaults.add(new FakeProvider.Fault(
                new Outcome.Throttled<>(FakeProvider.error(429, null), Optional.of(Duration.ofHours(1))), false));
        bench.sendAll("m", "a");
        bench.until(() -> bench.provider.creates().size() == 1);
        bench.settle();
        CountDownLatch looked = new CountDownLatch(1);
        bench.lanes.onScan = () -> awaits(looked);
        Selection acme = new Selection("acme", null, List.of(new Selection.End("id-of-requests", List.of(9L))));
        bench.command("*", JsonCodec.COMMAND.encode(Command.cancelItems(acme, "wrong", bench.clocks.now())));
        bench.pass(LaneReports.EVERY);
        bench.pass(LaneReports.EVERY);
        assertThat(reasons()).containsExactly("sifting");
        looked.countDown();
        bench.settle();
        bench.pass(LaneReports.EVERY);
        assertThat(reasons()).hasSize(1).doesNotContain("sifting");
    }

    @Test
    void anotherLifeTellsAnewAndTakesBackWhatAnEarlierOneTold() {
        start(1);
        bench.sendAll("m", "a");
        bench.until(() -> bench.is("submitted"));
        bench.pass(LaneReports.EVERY);
        int before = told().size();
        bench.anotherLife();
        bench.settle();
        assertThat(told()).as("at once").hasSize(before + 1);
        bench.join(bench.window().id(), new JoinState.Done(1, 0, 0));
        bench.anotherLife();
        bench.settle();
        assertThat(told().getLast())
                .as("nobody else knows that there is a status of the lane")
                .isNull();
        bench.anotherLife();
        bench.settle();
        assertThat(told().stream().filter(status -> status == null)).hasSize(1);
    }

    @Test
    void saysWhenABlockedAccountIsLookedAt() {
        start(1);
        bench.provider.createFaults.add(new FakeProvider.Fault(
                new Outcome.AccountBlocked<>(FakeProvider.error(429, "insufficient_quota")), false));
        bench.sendAll("m", "a");
        bench.until(() -> bench.provider.creates().size() == 1);
        for (int pass = 0; pass < 60; pass++) {
            bench.pass(Duration.ofMillis(100));
        }
        LaneStatus.Why why = latest().why().getFirst();
        assertThat(why.reason()).isEqualTo("account_blocked");
        assertThat(why.held()).isTrue();
        assertThat(why.words()).contains("main", "429 insufficient_quota", "'resume'");
        assertThat(Duration.between(bench.clocks.now(), why.until()))
                .isBetween(Duration.ofSeconds(40), Duration.ofSeconds(60));
    }

    private void pause(String reason) {
        Command command =
                new Command(Command.FORMAT, Command.Action.PAUSE, null, null, reason, bench.clocks.now(), null);
        bench.command(LANE, JsonCodec.COMMAND.encode(command));
    }

    private List<String> reasons() {
        return latest().why().stream().map(LaneStatus.Why::reason).toList();
    }

    private LaneStatus latest() {
        return told().getLast();
    }

    private List<String> keys() {
        return bench.written.get(Topic.LANE_STATUS).stream()
                .map(record -> new String(record.key(), StandardCharsets.UTF_8))
                .toList();
    }

    /** All that was told of the lane, in order; a tombstone is null. */
    private List<LaneStatus> told() {
        List<LaneStatus> told = new ArrayList<>();
        for (TestRecord<byte[], byte[]> record : bench.written.get(Topic.LANE_STATUS)) {
            if (new String(record.key(), StandardCharsets.UTF_8).equals(LANE)) {
                told.add(record.value() == null ? null : JsonCodec.LANE_STATUS.decode(record.value()));
            }
        }
        return told;
    }

    private static void awaits(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void start(int requests) {
        bench = new BatcherBench(directory, BatcherBench.ceilings(requests), 100);
    }
}
