package dev.batchline.cli.batches;

import dev.batchline.cli.CommandException;
import dev.batchline.cli.ExitCodes;
import dev.batchline.cli.KafkaOptions;
import dev.batchline.cli.OutputOptions;
import dev.batchline.cli.Shell;
import dev.batchline.cli.Table;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.schemas.Topic;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

/** Tells where one request is, from the topics alone. */
@Command(
        name = "find",
        description = {
            "Tell where a request is: its outcome if it has one, else the window and the batch that it is in.",
            "Every outcome under this custom_id is shown, so a request that failed and was sent again stands there "
                    + "more than once; a failure is on two topics. Reads one partition of each topic of results and "
                    + "the lists of what is in batches; it keeps no table of requests, so it takes as long as "
                    + "reading them does.",
            "Ends with 1 if nothing was found: a request is listed once its window is closed and its file is made."
        })
public final class FindCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(index = "0", paramLabel = "CUSTOM_ID", description = "The custom_id of the request.")
    private String customId = "";

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    FindCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        BatchlineConfig config = kafka.load(shell.environment());
        Boards.requireTopics(config, Search.topics());
        Search search = new Search(customId, config.topics().name(Topic.LANES));
        new CommittedRecords(config, Search.topics())
                .ofKey(search.key(), Search.ENDS)
                .forEach(search::take);
        List<Trace> traces = search.traces();
        if (!traces.isEmpty() || output.format() != OutputOptions.Format.table) {
            new Table(Trace.COLUMNS, traces.stream().map(Trace::row).toList(), Set.of("partition", "offset", "attempt"))
                    .print(shell.out(), output.format());
        }
        if (search.leftOff() > 0) {
            shell.err().println(search.leftOff() + " older outcomes are not shown.");
            shell.err().flush();
        }
        if (traces.isEmpty()) {
            throw new CommandException(ExitCodes.FAILED, notFound(config));
        }
        return ExitCodes.OK;
    }

    private String notFound(BatchlineConfig config) {
        String looked = Stream.of(Topic.RESULTS_COMPLETED, Topic.RESULTS_FAILED, Topic.DEAD_LETTERS, Topic.MANIFESTS)
                .map(topic -> config.topics().name(topic))
                .collect(Collectors.joining(", "));
        return "Nothing is known of custom_id " + customId + ": it is not on " + looked + ". Either it is not in a "
                + "batch's file yet (it waits on "
                + String.join(", ", config.topics().requests())
                + ", or in a window that still takes requests or waits for its upload), or its outcome is older "
                + "than what these topics keep, or it was never sent.";
    }
}
