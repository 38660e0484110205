package dev.batchline.cli.letters;

import dev.batchline.cli.CommandException;
import dev.batchline.cli.ExitCodes;
import dev.batchline.cli.KafkaOptions;
import dev.batchline.cli.OutputOptions;
import dev.batchline.cli.Shell;
import dev.batchline.cli.Table;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.runtime.topics.TopicAdmin;
import dev.batchline.schemas.Topic;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Lists dead letters by reason. */
@Command(
        name = "list",
        description = {
            "List the requests that failed for good, by reason: how many, since when, what to do.",
            "It reads the dead-letter topic from its beginning to where it ends now, and changes nothing. "
                    + "Several flags narrow it down; one flag takes several values, joined by commas.",
            "With --topic it reads dead letters of Spring Kafka, Kafka Connect and Kafka Streams, too."
        })
final class ListLettersCommand implements Callable<Integer> {
    private static final List<String> COLUMNS =
            List.of("code", "count", "retryable", "first_seen", "last_seen", "sample", "what_to_do");

    private final Shell shell;

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private FilterOptions filters = new FilterOptions();

    @Option(names = "--topic", paramLabel = "TOPIC", description = "Another topic than the installation's own.")
    private @Nullable String topic;

    ListLettersCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        LetterFilter filter = filters.filter(InstantSource.system().instant());
        BatchlineConfig config = kafka.load(shell.environment());
        String name = topic == null ? config.topics().name(Topic.DEAD_LETTERS) : topic;
        requireTopic(config, name);
        ReasonGroups groups = new ReasonGroups();
        try (LetterScan scan = new LetterScan(config.kafka().consumerProperties(), name)) {
            scan.forEach(filter.time().since(), record -> {
                LetterFacts facts = LetterAdapter.read(record);
                if (filter.matches(facts)) {
                    groups.add(facts);
                }
            });
        }
        print(groups.list(), name);
        return ExitCodes.OK;
    }

    private static void requireTopic(BatchlineConfig config, String name) {
        try (TopicAdmin topics = TopicAdmin.connect(config.kafka(), config.topics())) {
            if (!topics.exists(name)) {
                throw new CommandException(
                        ExitCodes.NEEDS_YOU,
                        "Topic " + name + " is not there, or may not be described by this user. "
                                + "Create it: batchline topics create.");
            }
        }
    }

    private void print(List<ReasonGroups.Group> groups, String name) {
        List<List<String>> rows = groups.stream().map(ListLettersCommand::row).toList();
        new Table(COLUMNS, rows, Set.of("count", "retryable")).print(shell.out(), output.format());
        if (output.format() == OutputOptions.Format.table) {
            long all = groups.stream().mapToLong(ReasonGroups.Group::count).sum();
            shell.err()
                    .println(
                            all == 0
                                    ? "No dead letter to show on " + name + "."
                                    : all + " dead letters on " + name + ".");
            shell.err().flush();
        }
    }

    private static List<String> row(ReasonGroups.Group group) {
        return List.of(
                group.code(),
                Long.toString(group.count()),
                Long.toString(group.retryable()),
                group.firstSeen().truncatedTo(ChronoUnit.SECONDS).toString(),
                group.lastSeen().truncatedTo(ChronoUnit.SECONDS).toString(),
                group.sample(),
                group.advice());
    }
}
