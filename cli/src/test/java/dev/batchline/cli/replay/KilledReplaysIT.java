package dev.batchline.cli.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.batchline.cli.CommandException;
import dev.batchline.cli.broker.EmbeddedBroker;
import dev.batchline.cli.letters.FilterOptions;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.runtime.topics.TopicAdmin;
import dev.batchline.schemas.Topic;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/**
 * A replay that is killed at drawn calls, with its transaction open, and started again and again sends every dead
 * letter that was chosen exactly once. What keeps it so are the marks and the place that are committed with the
 * requests, either of them alone; without both the same judge finds repetitions.
 */
@Timeout(120)
class KilledReplaysIT {
    private static final int KILLS = 34;
    private static final int LETTERS = 30;
    private static final int MOST_SENT = 3;

    /** Some four transactions. */
    private static final int WITHIN_CALLS = 40;

    private static EmbeddedBroker broker;
    private static ReplayedLetters letters;
    private static ReplayOrder.Letters place;

    private final long seed = Long.getLong("batchline.replay.seed", new Random().nextLong());
    private final Random random = new Random(seed);
    private final Map<String, Integer> wanted = new TreeMap<>();
    private final Map<String, Integer> deaths = new TreeMap<>();
    private String chosen = "";
    private int lives;

    @BeforeAll
    static void startBroker() {
        broker = EmbeddedBroker.start();
        letters = ReplayedLetters.create(broker, "killed.");
        BatchlineConfig config = config();
        String topic = config.topics().name(Topic.DEAD_LETTERS);
        try (TopicAdmin topics = TopicAdmin.connect(config.kafka(), config.topics())) {
            place = new ReplayOrder.Letters(topic, topics.topicId(topic));
        }
    }

    @AfterAll
    static void stopBroker() {
        broker.close();
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "NOTHING")
    @Tag("invariant-12")
    void sendEveryChosenLetterOnceWhereverTheyDie(Kept kept) {
        for (int round = 0; killed() < KILLS; round++) {
            fail(kept.name(), round);
            wanted.replaceAll((id, times) -> kept == Kept.PLACES || times == 0 ? times + 1 : times);
            boolean done = false;
            while (!done) {
                done = live(kept, kept.name(), kept + "-" + round, 1 + random.nextInt(WITHIN_CALLS));
            }
            assertThat(sent()).as("deaths %s, seed %s", deaths, seed).isEqualTo(wanted);
        }
    }

    @Test
    void wouldSendSomeTwiceWithoutMarksAndPlaces() {
        fail("NOTHING", 0);
        wanted.replaceAll((id, times) -> 1);

        assertThat(live(Kept.NOTHING, "NOTHING", "nothing", WITHIN_CALLS)).isFalse();
        assertThat(live(Kept.NOTHING, "NOTHING", "nothing", Integer.MAX_VALUE)).isTrue();

        assertThat(sent()).isNotEqualTo(wanted).hasSize(LETTERS);
    }

    @Test
    void aNewerOneEndsAnOlderOneThatSaysSo() throws Exception {
        fail("FENCED", 0);
        wanted.replaceAll((id, times) -> 1);
        BatchlineConfig config = config();
        Freeze freeze = Freeze.at(Outbox.producer(config), "commitTransaction", 4);
        CompletableFuture<Throwable> older = CompletableFuture.supplyAsync(() -> catchThrowable(
                () -> run(config, "FENCED", "old", Kept.BOTH).execute(unused -> freeze.freezing(), new NoStop())));
        freeze.awaitFrozen();

        assertThat(live(Kept.BOTH, "FENCED", "new", Integer.MAX_VALUE)).isTrue();
        freeze.thaw();

        assertThat(older.get(30, TimeUnit.SECONDS))
                .isInstanceOf(CommandException.class)
                .hasMessageContaining("Replay old stopped after 6 requests")
                .hasMessageContaining("has taken over")
                .hasMessageContaining("--name old")
                .extracting(thrown -> ((CommandException) thrown).exitCode())
                .isEqualTo(3);
        assertThat(sent()).isEqualTo(wanted);
        assertThat(live(Kept.BOTH, "FENCED", "old", Integer.MAX_VALUE)).isTrue();
        assertThat(sent()).isEqualTo(wanted);
    }

    private int killed() {
        return deaths.values().stream().mapToInt(Integer::intValue).sum();
    }

    private void fail(String code, int round) {
        letters.fail(code + round, LETTERS, code);
        letters.fail("other" + code + round, LETTERS / 3, "other");
        for (int i = 0; i < LETTERS; i++) {
            wanted.put(code + round + "-" + i, 0);
        }
        chosen = code;
    }

    /** How often each was sent that this test is about, or that should not have been. */
    private Map<String, Integer> sent() {
        Map<String, Integer> sent = letters.sent();
        sent.keySet().removeIf(id -> !id.contains(chosen));
        return sent;
    }

    /** True if it was not killed. */
    private boolean live(Kept kept, String code, String name, int dieAt) {
        BatchlineConfig config = config();
        Death.Moment moment = Death.Moment.values()[random.nextInt(Death.Moment.values().length)];
        Death death = Death.at(Outbox.producer(config), dieAt, moment);
        String own = kept.nameStays() ? name : name + "-" + lives++;
        try {
            ReplayRun.Result result = run(config, code, own, kept).execute(unused -> death.mortal(), new NoStop());
            assertThat(result.end()).isEqualTo(Replayer.End.DONE);
            return true;
        } catch (Death.Killed e) {
            deaths.merge(death.place(), 1, Integer::sum);
            return false;
        }
    }

    private static BatchlineConfig config() {
        return letters.config(
                "producer.retry.backoff.ms=5", "producer.retry.backoff.max.ms=20", "consumer.fetch.max.wait.ms=10");
    }

    private static ReplayRun run(BatchlineConfig config, String code, String name, Kept kept) {
        Flags flags = new Flags();
        new CommandLine(flags).parseArgs("--code", code);
        ReplayOrder order = new ReplayOrder(
                name,
                place,
                new ReplayOrder.Choosing(flags.filters::filter, flags.filters.text()),
                new ReplayOrder.Change(null, null),
                kept.again(),
                new ReplayOrder.Sending(Long.MAX_VALUE, null));
        return new ReplayRun(config, order, said -> {}, MOST_SENT);
    }

    /** What keeps a replay that is started again from sending twice. */
    private enum Kept {
        /** As it is. */
        BOTH,
        /** A new name every time: it has no place to go on from. */
        MARKS,
        /** With {@code --again}: marks do not count. */
        PLACES,
        /** A new name every time, and marks do not count. */
        NOTHING;

        private boolean nameStays() {
            return this == BOTH || this == PLACES;
        }

        private boolean again() {
            return this == PLACES || this == NOTHING;
        }
    }

    /** A command with the flags. */
    @Command
    static final class Flags {
        @Mixin
        private FilterOptions filters = new FilterOptions();
    }
}
