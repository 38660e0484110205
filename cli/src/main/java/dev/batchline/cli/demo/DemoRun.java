package dev.batchline.cli.demo;

import dev.batchline.cli.CommandException;
import dev.batchline.cli.ExitCodes;
import dev.batchline.cli.Money;
import dev.batchline.cli.RequestSender;
import dev.batchline.cli.Shell;
import dev.batchline.cli.UntilSignal;
import dev.batchline.cli.run.Service;
import dev.batchline.cli.run.Services;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.runtime.topics.TopicAdmin;
import dev.batchline.schemas.Command;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.Topic;
import java.io.PrintStream;
import java.math.BigDecimal;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.EnumSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.ByteArraySerializer;

/** Sends the demo's requests through an installation and counts what comes out. */
final class DemoRun {
    private static final Duration LOOK_EVERY = Duration.ofMillis(100);
    private static final Set<Topic> FOLLOWED = EnumSet.of(
            Topic.RESULTS_COMPLETED,
            Topic.RESULTS_FAILED,
            Topic.DEAD_LETTERS,
            Topic.STATUS,
            Topic.WINDOWS,
            Topic.JOINS,
            Topic.LEDGER);

    private final BatchlineConfig config;
    private final Shell shell;
    private final Duration timeout;

    DemoRun(BatchlineConfig config, Shell shell, Duration timeout) {
        this.config = config;
        this.shell = shell;
        this.timeout = timeout;
    }

    /**
     * Runs to the last outcome, or until the signal.
     *
     * @param end hears of it before the services are ended
     */
    Report run(DemoRequests work, UntilSignal signal, End end) throws InterruptedException {
        try (TopicAdmin topics = TopicAdmin.connect(config.kafka(), config.topics())) {
            topics.create();
        }
        Instant start = Instant.now();
        Tally tally = new Tally();
        Stages stages = new Stages(shell.out(), Boolean.getBoolean("batchline.terminal"));
        try (Services services = Services.start(config, EnumSet.allOf(Service.class));
                TopicFollower follower = new TopicFollower(config.kafka(), config.topics(), FOLLOWED)) {
            follower.start((topic, record) -> {
                tally.take(topic, record);
                stages.take(topic, record);
            });
            stages.sent(work.counts().total());
            long sent = send(work);
            say("Sent " + sent + " requests about " + CountryProfiles.all().size() + " country profiles to "
                    + config.topics().name(Topic.REQUESTS));
            waitUntilRead(services, start, signal);
            flush();
            while (!done(tally.figures(), sent) && !signal.await(LOOK_EVERY)) {
                check(services, start);
            }
            waitForTheLedger(follower, services, start, signal);
            stages.end();
            Report report = new Report(sent, tally.figures(), Duration.between(start, Instant.now()));
            end.reached(report);
            return report;
        }
    }

    private long send(DemoRequests work) {
        int largest = Topic.REQUESTS.maxMessageBytes(config.topics().requestMaxBytes());
        try (RequestSender sender =
                new RequestSender(config.kafka(), config.topics().name(Topic.REQUESTS), largest)) {
            work.forEach(value -> sender.send(value, List.of()));
            sender.flush();
            return sender.acknowledged();
        }
    }

    /** Waits until every request is in a window, so that a flush closes the last ones. */
    private void waitUntilRead(Services services, Instant start, UntilSignal signal) throws InterruptedException {
        String group = config.topics().prefix() + Service.BATCHER.word();
        int partitions = config.topics().partitions();
        try (InputProgress progress = new InputProgress(config.kafka(), group)) {
            for (Topic topic : List.of(Topic.REQUESTS, Topic.LANES)) {
                while (!progress.readToTheEnd(config.topics().name(topic), partitions) && !signal.await(LOOK_EVERY)) {
                    check(services, start);
                }
            }
        }
    }

    /** A transaction that wrote the last outcomes may show on their topics a moment before it shows on the ledger. */
    private void waitForTheLedger(TopicFollower follower, Services services, Instant start, UntilSignal signal)
            throws InterruptedException {
        String ledger = config.topics().name(Topic.LEDGER);
        String group = config.topics().prefix() + Service.JOINER.word();
        try (InputProgress progress = new InputProgress(config.kafka(), group)) {
            while (!progress.readToTheEnd(ledger, follower.positions()) && !signal.await(LOOK_EVERY)) {
                check(services, start);
            }
        }
    }

    private void flush() {
        Map<String, Object> properties = new HashMap<>(config.kafka().producerProperties());
        byte[] key = Command.EVERY_LANE.getBytes(StandardCharsets.UTF_8);
        byte[] value = JsonCodec.COMMAND.encode(Command.of(Command.Action.FLUSH, Instant.now()));
        try (Producer<byte[], byte[]> producer =
                new KafkaProducer<>(properties, new ByteArraySerializer(), new ByteArraySerializer())) {
            for (int partition = 0; partition < config.topics().partitions(); partition++) {
                var unused = producer.send(
                        new ProducerRecord<>(config.topics().name(Topic.COMMANDS), partition, key, value));
            }
        }
    }

    private static boolean done(Tally.Figures figures, long sent) {
        return figures.ended() >= sent && figures.openWindows() == 0;
    }

    private void check(Services services, Instant start) {
        if (services.dead()) {
            throw new CommandException(ExitCodes.FAILED, "A service has ended by itself; its log says why.");
        }
        if (start.plus(timeout).isBefore(Instant.now())) {
            throw new CommandException(
                    ExitCodes.FAILED, "The demo did not end within " + timeout.toSeconds() + " seconds.");
        }
    }

    private void say(String line) {
        shell.out().println(line);
        shell.out().flush();
    }

    /** What is done at the end of a run, while the services still run. */
    @FunctionalInterface
    interface End {
        /** Every request has its outcome, or the run was interrupted. */
        void reached(Report report) throws InterruptedException;
    }

    /**
     * How a run ended.
     *
     * @param sent requests that the broker acknowledged
     * @param figures what came out
     * @param took from the start of the services
     */
    record Report(long sent, Tally.Figures figures, Duration took) {
        /** Whether every request has exactly one outcome. */
        boolean good() {
            return unaccounted() == 0 && figures.twice() == 0 && figures.failed() == figures.deadLetters();
        }

        long unaccounted() {
            return sent - figures.ended();
        }

        /** Prints a figure a line. */
        void print(PrintStream out, long executedTwice) {
            out.println();
            line(out, "sent", sent);
            line(out, "completed", figures.completed());
            line(out, "failed", figures.failed());
            line(out, "dead letters", figures.deadLetters());
            line(out, "resubmitted", figures.resubmitted());
            line(out, "batches", figures.batches());
            line(out, "tokens", figures.tokens());
            line(out, "cost", figures.costs().paid());
            line(out, "list price", figures.costs().listPrice());
            line(out, "saved", figures.costs().saved());
            line(out, "seconds", took.toSeconds());
            line(out, "executed twice", executedTwice);
            line(out, "unaccounted", unaccounted());
            line(out, "published twice", figures.twice());
            out.println();
            out.println("Nothing was paid: the answers are simulated, and priced as OpenAI's models of these names are"
                    + " on the price list of " + figures.costs().version() + ".");
            out.flush();
        }

        private static void line(PrintStream out, String name, BigDecimal dollars) {
            out.printf("%-16s %s USD%n", name, Money.text(dollars));
        }

        private static void line(PrintStream out, String name, long value) {
            out.printf("%-16s %d%n", name, value);
        }
    }
}
