package dev.batchline.cli.replay;

import dev.batchline.cli.CommandException;
import dev.batchline.cli.ExitCodes;
import dev.batchline.cli.PriceLists;
import dev.batchline.cli.letters.LetterScan;
import dev.batchline.cli.letters.LetterScan.Range;
import dev.batchline.runtime.config.BatchlineConfig;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Function;
import org.apache.kafka.clients.producer.Producer;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;

/** Carries out a replay, or shows what it would do. */
final class ReplayRun {
    private final BatchlineConfig config;
    private final ReplayOrder order;
    private final Consumer<String> says;
    private final int mostSent;
    private final Estimator estimator;

    /**
     * A replay.
     *
     * @param says takes sentences for the person who asked for it
     * @param mostSent so many requests are a transaction at most
     */
    ReplayRun(BatchlineConfig config, ReplayOrder order, Consumer<String> says, int mostSent) {
        this.config = config;
        this.order = order;
        this.says = says;
        this.mostSent = mostSent;
        this.estimator = new Estimator(config, PriceLists.read(config.batches().pricesFile(), "prices.file"));
    }

    /**
     * What it would do.
     *
     * @param known whether there may be a job of this name already
     */
    ReplayTable preview(boolean known) {
        try (LetterScan scan = scan(known)) {
            return preview(scan, open(scan, known));
        } catch (SpoiledLetterException e) {
            throw spoiled(e);
        }
    }

    /** Does it. */
    Result execute(Function<BatchlineConfig, Producer<byte[], byte[]>> producers, Stop stop) {
        try (LetterScan scan = scan(true)) {
            JobPlaces found = open(scan, true);
            if (order.change().patch() != null) {
                tryPatch(scan, found);
            }
            if (!found.anyLeft()) {
                return new Result(Replayer.End.DONE, new ReplayTable(estimator), found.sent());
            }
            try (Outbox outbox = new Outbox(producers.apply(config), scan.group())) {
                return send(scan, found, outbox, stop);
            }
        }
    }

    private void tryPatch(LetterScan scan, JobPlaces found) {
        try {
            ReplayTable unused = preview(scan, found);
        } catch (SpoiledLetterException e) {
            throw spoiled(e);
        }
    }

    private static CommandException spoiled(SpoiledLetterException e) {
        return new CommandException(
                ExitCodes.USAGE,
                e.getMessage() + " Nothing was sent. Change the patch, or leave such dead letters out.",
                e);
    }

    private Result send(LetterScan scan, JobPlaces found, Outbox outbox, Stop stop) {
        ReplayTable committed = new ReplayTable(estimator);
        ReplayTrouble trouble = new ReplayTrouble(order.name(), outbox, committed);
        try {
            outbox.takeOver();
            // Only now nobody else can write marks or move this job's place, so both are read now.
            JobPlaces places = known(scan, true).orElse(found);
            ReplayMarks marks = ReplayMarks.read(config, order.letters().topicId(), places.left());
            Replayer replayer = new Replayer(job(places), places, marks, outbox, around(stop), committed);
            return new Result(replayer.run(scan), committed, places.sent());
        } catch (KafkaException e) {
            outbox.abort();
            throw trouble.explained(e);
        } catch (CommandException e) {
            outbox.abort();
            throw trouble.explained(e);
        } catch (SpoiledLetterException e) {
            outbox.abort();
            throw trouble.explained(e);
        } catch (RuntimeException | Error e) {
            outbox.abort();
            throw e;
        }
    }

    private Replayer.Surroundings around(Stop stop) {
        Pace pace = new Pace(order.sending().perSecond(), System::nanoTime);
        return new Replayer.Surroundings(config, estimator, pace, stop, new ProgressLines(says), mostSent);
    }

    private ReplayTable preview(LetterScan scan, JobPlaces places) {
        ReplayTable table = new ReplayTable(estimator);
        ReplayJob job = job(places);
        long before = places.sent();
        ReplayMarks marks = ReplayMarks.read(config, order.letters().topicId(), places.left());
        boolean unused = scan.read(
                places.left(),
                letter -> {
                    if (before + table.count(ReplayTable.Action.SEND) >= job.limit()) {
                        return false;
                    }
                    job.choose(letter, marks).ifPresent(choice -> {
                        if (choice.decision() instanceof Decision.Spoiled spoiled) {
                            throw new SpoiledLetterException(letter, spoiled);
                        }
                        table.add(choice);
                    });
                    return true;
                },
                () -> true);
        return table;
    }

    private ReplayJob job(JobPlaces places) {
        return order.job(places.identity().begun(), config.topics().requestMaxBytes());
    }

    private LetterScan scan(boolean known) {
        Map<String, Object> properties = new HashMap<>(config.kafka().consumerProperties());
        if (known) {
            properties.put("group.id", ReplayNames.group(config, order.name()));
        }
        return new LetterScan(properties, order.letters().topic());
    }

    /** The places of a job that goes on, or those of a new one. */
    private JobPlaces open(LetterScan scan, boolean known) {
        Optional<JobPlaces> old = known ? known(scan, false) : Optional.empty();
        return old.orElseGet(() -> {
            Instant now = InstantSource.system().instant().truncatedTo(ChronoUnit.MILLIS);
            Instant since = order.choosing().filter().apply(now).time().since();
            return JobPlaces.begin(
                    new JobIdentity(now, order.choice(), order.letters().topicId()), scan.range(since));
        });
    }

    private Optional<JobPlaces> known(LetterScan scan, boolean settled) {
        Map<TopicPartition, Range> present = scan.range(null);
        Optional<JobPlaces> places = JobPlaces.read(new JobGroup(config, order.name()).committed(settled));
        places.ifPresent(old -> {
            requireSame(old.identity());
            long gone = old.clip(present);
            if (gone > 0) {
                says.accept("Of the dead letters that replay " + order.name() + " has not looked at yet, up to " + gone
                        + " are not on " + order.letters().topic()
                        + " any more: its retention has deleted them. It goes on with the rest.");
            }
        });
        return places;
    }

    private void requireSame(JobIdentity identity) {
        if (!identity.topicId().equals(order.letters().topicId())) {
            throw new CommandException(
                    ExitCodes.USAGE,
                    "Replay " + order.name() + " was begun on another topic, or "
                            + order.letters().topic()
                            + " was deleted and created anew since then. Give it another --name.");
        }
        if (!identity.choice().equals(order.choice())) {
            throw new CommandException(
                    ExitCodes.USAGE,
                    "Replay " + order.name() + " was begun with other flags. To go on with it, give it the flags that "
                            + "it was begun with (--rate and --limit may differ); else another --name.");
        }
    }

    /**
     * What was done.
     *
     * @param end how it ended
     * @param table what became of the dead letters that were looked at
     * @param sentInAll how many the job has sent in all of its runs
     */
    record Result(Replayer.End end, ReplayTable table, long sentInAll) {}
}
