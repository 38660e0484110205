package dev.batchline.cli.batches;

import dev.batchline.cli.ExitCodes;
import dev.batchline.cli.OutputOptions;
import dev.batchline.cli.Shell;
import dev.batchline.cli.Table;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.schemas.Command;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.Selection;
import java.time.InstantSource;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;

/** Ends the work on the requests of a tenant or a job: shows what becomes of them, and asks for it. */
final class ItemsCancel {
    private static final List<String> COLUMNS =
            List.of("window", "batch", "status", "requests", "of these", "what happens");

    private final Shell shell;
    private final BatchlineConfig config;
    private final JobChoice choice;
    private final @Nullable LaneKey lane;

    /**
     * A cancel of requests.
     *
     * @param lane the lane that they are in; null for every lane
     */
    ItemsCancel(Shell shell, BatchlineConfig config, JobChoice choice, @Nullable LaneKey lane) {
        this.shell = shell;
        this.config = config;
        this.choice = choice;
        this.lane = lane;
    }

    /** Only shows what would happen. */
    int show(OutputOptions.Format format) {
        Found found = find();
        print(found.rows(), format);
        tell("Nothing is done yet. With --execute it cancels " + found.words() + " of " + whose() + ".");
        return left(found);
    }

    /** Asks for it; what is sent from now on is not meant. */
    int execute(OutputOptions.Format format, @Nullable String reason) throws InterruptedException, ExecutionException {
        Boards.requireTopics(config, JobBoard.TOPICS);
        Selection selection = new Selection(choice.tenant(), choice.job(), RequestEnds.read(config));
        Found found = find();
        print(found.rows(), format);
        CommandSender sender = new CommandSender(config);
        String key = lane == null ? Command.EVERY_LANE : lane.text();
        sender.toAll(
                key,
                Command.cancelItems(selection, reason, InstantSource.system().instant()));
        tell("Asked on " + sender.place() + " to cancel " + found.words() + " of " + whose()
                + ", sent until now; './batchline batches --tenant' or '--job' shows how it goes.");
        return left(found);
    }

    private Found find() {
        Boards.requireTopics(config, JobBoard.TOPICS);
        JobBoard board = new JobBoard(List.of(choice));
        CommittedRecords.inOrder(config, JobBoard.ORDER).forEach(board::take);
        JobLine line = board.lines().getFirst();
        List<Row> rows = line.windows().entrySet().stream()
                .flatMap(entry -> board.windows().line(entry.getKey()).stream().map(found -> {
                    ItemsPlan plan = ItemsPlan.of(found, entry.getValue());
                    return new Row(found, entry.getValue(), plan);
                }))
                .filter(row -> lane == null || CancelChoice.isOf(lane, row.line()))
                .sorted(Comparator.comparing(row -> row.line().window().text()))
                .toList();
        return new Found(rows, line.waiting());
    }

    /** Tells what is left since its batch holds others too: somebody may want to end that. */
    private int left(Found found) {
        List<Row> shared = found.rows().stream()
                .filter(row -> row.plan() == ItemsPlan.LEFT_SHARED)
                .toList();
        if (shared.isEmpty()) {
            return ExitCodes.OK;
        }
        tell("Left, since their batches hold others too: " + counted(sum(shared), "request", "requests") + " in "
                + counted(shared.size(), "batch", "batches")
                + ". They are done and paid. './batchline cancel BATCH' ends a batch with all that is in it.");
        return ExitCodes.NEEDS_YOU;
    }

    private void print(List<Row> rows, OutputOptions.Format format) {
        boolean people = format == OutputOptions.Format.table;
        List<String> columns = COLUMNS.stream()
                .map(column -> people ? column : column.replace(' ', '_'))
                .toList();
        List<List<String>> cells = rows.stream().map(Row::cells).toList();
        new Table(columns, cells, Set.of("requests", "of these", "of_these")).print(shell.out(), format);
    }

    private String whose() {
        String words = new Selection(choice.tenant(), choice.job(), List.of()).words();
        return lane == null ? words : words + " in lane " + lane;
    }

    private void tell(String sentence) {
        shell.err().println(sentence);
        shell.err().flush();
    }

    private static long sum(List<Row> rows) {
        return rows.stream().mapToLong(Row::items).sum();
    }

    private static String counted(long count, String one, String many) {
        return count + " " + (count == 1 ? one : many);
    }

    /**
     * What there is to cancel.
     *
     * @param rows the windows that hold some
     * @param waiting how many are in no batch's file yet
     */
    private record Found(List<Row> rows, long waiting) {
        String words() {
            List<Row> acting =
                    rows.stream().filter(row -> row.plan().acts(row.line())).toList();
            return counted(sum(acting), "request", "requests") + " in " + counted(acting.size(), "window", "windows")
                    + ", and what is in no batch's file yet (" + waiting + " over all lanes)";
        }
    }

    /**
     * A window that holds some.
     *
     * @param line what is told of it
     * @param items how many of them it holds
     * @param plan what becomes of them
     */
    private record Row(BatchLine line, long items, ItemsPlan plan) {
        List<String> cells() {
            return List.of(
                    line.window().text(),
                    Objects.requireNonNullElse(line.batchId(), ""),
                    line.standing().word(),
                    Long.toString(line.counts().requests()),
                    Long.toString(items),
                    plan.words(line, items));
        }
    }
}
