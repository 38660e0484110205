package dev.batchline.cli.cost;

import dev.batchline.cli.CommandException;
import dev.batchline.cli.ExitCodes;
import dev.batchline.cli.KafkaOptions;
import dev.batchline.cli.OutputOptions;
import dev.batchline.cli.PriceLists;
import dev.batchline.cli.Shell;
import dev.batchline.cli.Table;
import dev.batchline.cli.batches.CommittedRecords;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.runtime.topics.TopicAdmin;
import dev.batchline.runtime.topics.TopicProblem;
import dev.batchline.schemas.JsonCodec;
import dev.batchline.schemas.LedgerEvent;
import dev.batchline.schemas.Topic;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Adds up the ledger. */
@Command(
        name = "cost",
        description = {
            "Add up what items cost: paid, by the list price of the standard API, and saved. US dollars, exact.",
            "It reads the ledger from its beginning to where it ends now, and counts attempts: an item that was billed "
                    + "twice counts twice. Those whose model has no price are counted as unpriced and are in no sum of "
                    + "money; where nothing has a price, none is shown."
        })
public final class CostCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Option(
            names = "--by",
            paramLabel = "model|tenant|job|day|account",
            split = ",",
            defaultValue = "model",
            description = "A row for each of these, or for each combination if joined by commas. Default: model.")
    private List<By> by = new ArrayList<>();

    @Option(
            names = "--since",
            paramLabel = "TIME",
            converter = Moments.class,
            description = "Only from this day (UTC) or time on.")
    private @Nullable Instant since;

    @Option(
            names = "--until",
            paramLabel = "TIME",
            converter = Moments.class,
            description = "Only before this day (UTC) or time.")
    private @Nullable Instant until;

    @Option(
            names = "--reprice",
            paramLabel = "FILE",
            description = "Compute with the prices of this file instead of those of the time. It has to be a complete "
                    + "list: what it does not have has no price.")
    private @Nullable Path reprice;

    CostCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        BatchlineConfig config = kafka.load(shell.environment());
        Repricing again = reprice == null ? null : new Repricing(PriceLists.read(reprice, "--reprice"));
        requireLedger(config);
        CostTable costs = new CostTable(by.stream().distinct().toList());
        new CommittedRecords(config, Set.of(Topic.LEDGER)).forEach((topic, record) -> {
            byte[] value = record.value();
            if (value != null) {
                LedgerEvent event = JsonCodec.LEDGER.decode(value);
                if (wanted(event)) {
                    costs.take(again == null ? event : again.of(event));
                }
            }
        });
        print(costs);
        return ExitCodes.OK;
    }

    private boolean wanted(LedgerEvent event) {
        Instant at = event.occurredAt();
        return (since == null || !at.isBefore(since)) && (until == null || at.isBefore(until));
    }

    private static void requireLedger(BatchlineConfig config) {
        String name = config.topics().name(Topic.LEDGER);
        try (TopicAdmin topics = TopicAdmin.connect(config.kafka(), config.topics())) {
            if (!topics.exists(name)) {
                throw new CommandException(
                        ExitCodes.NEEDS_YOU, new TopicProblem.Missing(Topic.LEDGER, name).sentence());
            }
        }
    }

    private void print(CostTable costs) {
        boolean people = output.format() == OutputOptions.Format.table;
        new Table(costs.columns(), costs.rows(people, people ? "-" : ""), CostTable.NUMBERS)
                .print(shell.out(), output.format());
        if (people && costs.total().attempts() == 0) {
            shell.err().println("Nothing stands on the ledger for this time.");
        } else if (people && costs.total().unpriced() > 0) {
            shell.err()
                    .println(costs.total().unpriced() + " of " + costs.total().attempts()
                            + " attempts have no price and are in no sum of money; --reprice FILE can give them one. "
                            + "FILE has to be a complete list: what it does not have has no price.");
        }
        shell.err().flush();
    }
}
