package dev.batchline.cli.batches;

import dev.batchline.cli.CommandException;
import dev.batchline.cli.ExitCodes;
import dev.batchline.cli.KafkaOptions;
import dev.batchline.cli.OutputOptions;
import dev.batchline.cli.Shell;
import dev.batchline.cli.Table;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.schemas.Command.Action;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.Selection;
import dev.batchline.schemas.WindowId;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Ends the work on windows: shows what would become of them, and does it when told to. */
@Command(
        name = "cancel",
        description = {
            "End the work on windows and their batches. Without --execute it only shows what would happen.",
            "What is not at the provider yet is dropped. A batch that runs is cancelled there: what it has done by "
                    + "then is published, since it is paid. Every other request ends on the topic of failed results "
                    + "and as a dead letter, with the code batch_cancelled; it is not sent again.",
            "With --lane every request of the lane that was sent until now is ended, wherever it is. Requests that are "
                    + "sent later open new windows; 'pause' the lane first if they shall wait.",
            "With --tenant, --job, or both, only the requests with these headers that were sent until now are ended, "
                    + "wherever they are, in every lane or in the one named with --lane. Windows without a batch are "
                    + "taken apart: the requests of others in them go into new windows. A batch that holds others "
                    + "too is left; the exit code is 3 then."
        })
public final class CancelCommand implements Callable<Integer> {
    private static final List<String> COLUMNS =
            List.of("window", "batch", "status", "requests", "completed", "what happens");

    private final Shell shell;

    @Parameters(
            arity = "0..*",
            paramLabel = "WINDOW|BATCH",
            description =
                    "Windows, by their own id or by that of their batch at the provider, as 'batches' shows them.")
    private List<String> names = new ArrayList<>();

    @Option(
            names = "--lane",
            paramLabel = "LANE",
            description = "Every window of a lane, the open ones too: pool|endpoint|model|completion window, such as "
                    + "'openai|/v1/chat/completions|gpt-4.1-mini|24h'.")
    private @Nullable String lane;

    @Option(names = "--tenant", paramLabel = "NAME", description = "The requests whose header batch-tenant is NAME.")
    private @Nullable String tenant;

    @Option(
            names = "--job",
            paramLabel = "NAME",
            description = "The requests whose header batch-job is NAME; with --tenant, those of both.")
    private @Nullable String job;

    @Option(names = "--execute", description = "Do it. It cannot be taken back.")
    private boolean execute;

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the batcher's log.")
    private @Nullable String reason;

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    CancelCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        LaneKey key = lane();
        BatchlineConfig config = kafka.load(shell.environment());
        if (ofSome()) {
            ItemsCancel items = new ItemsCancel(shell, config, new JobChoice(job, tenant), key);
            return execute ? items.execute(output.format(), reason) : items.show(output.format());
        }
        cancelWindows(config, key);
        return ExitCodes.OK;
    }

    private void cancelWindows(BatchlineConfig config, @Nullable LaneKey key)
            throws InterruptedException, ExecutionException {
        List<BatchLine> lines = Boards.read(config).lines();
        CancelChoice choice = key == null ? CancelChoice.named(names, lines) : CancelChoice.ofLane(key, lines);
        if (!choice.unknown().isEmpty()) {
            throw new CommandException(ExitCodes.FAILED, unknown(choice.unknown()));
        }
        print(choice.windows());
        if (key == null) {
            tellOfTheRest(choice.windows());
        }
        List<WindowId> asked = choice.windows().stream()
                .filter(line -> CancelPlan.of(line).acts())
                .map(BatchLine::window)
                .toList();
        if (execute && (key != null || !asked.isEmpty())) {
            String place = send(config, key, asked);
            tell("Asked on " + place + " to cancel " + words(key, asked.size())
                    + "; './batchline batches' shows how it goes.");
        } else {
            tell(
                    execute || (key == null && asked.isEmpty())
                            ? "There is nothing to cancel."
                            : "Nothing is done yet. With --execute it cancels " + words(key, asked.size()) + ".");
        }
    }

    /** Asks for it; where it was asked. */
    private String send(BatchlineConfig config, @Nullable LaneKey key, List<WindowId> asked)
            throws InterruptedException, ExecutionException {
        CommandSender sender = new CommandSender(config);
        dev.batchline.schemas.Command command = CommandSender.command(Action.CANCEL, reason);
        if (key == null) {
            sender.toWindows(asked, command);
        } else {
            Selection all = new Selection(null, null, RequestEnds.read(config));
            sender.toAll(key.text(), command);
            sender.toAll(key.text(), dev.batchline.schemas.Command.cancelItems(all, reason, command.issuedAt()));
        }
        return sender.place();
    }

    private void tellOfTheRest(List<BatchLine> windows) {
        if (windows.stream().map(CancelPlan::of).anyMatch(CancelPlan::leavesRest)) {
            tell("What waits to be sent again after a failure is in none of these windows; --lane, --tenant and --job "
                    + "reach it.");
        }
    }

    private boolean ofSome() {
        return tenant != null || job != null;
    }

    private @Nullable LaneKey lane() {
        String named = lane;
        if ((named == null && !ofSome()) == names.isEmpty()) {
            throw new CommandException(
                    ExitCodes.USAGE,
                    "Name either windows or batches to cancel, or a lane with --lane, or requests with --tenant or "
                            + "--job.");
        }
        return named == null ? null : LaneOptions.parse(named);
    }

    private static String words(@Nullable LaneKey key, int windows) {
        String counted = windows == 1 ? "1 window" : windows + " windows";
        return key == null
                ? counted
                : counted + " of lane " + key + ", and what is in no window that is shown: in those that still take "
                        + "requests, or waiting to be routed or to be sent again";
    }

    private static String unknown(List<String> names) {
        return "No topic tells of " + String.join(", ", names) + ", and nothing was cancelled. Expected ids that "
                + "'./batchline batches --all' shows. A window that still takes requests is not among them ("
                + "--lane ends it with its lane), nor one that was done long ago.";
    }

    private void tell(String sentence) {
        shell.err().println(sentence);
        shell.err().flush();
    }

    private void print(List<BatchLine> lines) {
        boolean people = output.format() == OutputOptions.Format.table;
        List<String> columns = COLUMNS.stream()
                .map(column -> people ? column : column.replace(' ', '_'))
                .toList();
        List<List<String>> rows = lines.stream()
                .map(line -> List.of(
                        line.window().text(),
                        Objects.requireNonNullElse(line.batchId(), ""),
                        line.standing().word(),
                        Long.toString(line.counts().requests()),
                        Long.toString(line.counts().completed()),
                        CancelPlan.of(line).words()))
                .toList();
        new Table(columns, rows, Set.of("requests", "completed")).print(shell.out(), output.format());
    }
}
