package dev.batchline.cli.lanes;

import dev.batchline.cli.CommandException;
import dev.batchline.cli.ExitCodes;
import dev.batchline.cli.KafkaOptions;
import dev.batchline.cli.OutputOptions;
import dev.batchline.cli.Shell;
import dev.batchline.cli.batches.CommittedRecords;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.runtime.topics.TopicAdmin;
import dev.batchline.runtime.topics.TopicProblem;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.LaneStatus;
import dev.batchline.schemas.Topic;
import dev.batchline.schemas.UnreadableRecordException;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** Tells how each lane stands and why it waits. */
@Command(
        name = "lanes",
        description = {
            "Tell how each lane stands, and in words why it waits.",
            "A row shows the window that takes requests: LINES, BYTES and TOKENS, each with what it may hold, and its "
                    + "AGE; CLOSED windows without a batch, and those SENT whose batch runs; the tokens QUEUED at the "
                    + "provider for this model, with the account's limit; and how old all that is (AS OF). Below it "
                    + "stands what the lane waits for, the most pressing first.",
            "The batcher tells it every few seconds. A lane is listed as long as something of it is under way or it "
                    + "is paused."
        })
public final class LanesCommand implements Callable<Integer> {
    private final Shell shell;

    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "LANE",
            description = "Only this lane: pool|endpoint|model|completion window, such as "
                    + "'openai|/v1/chat/completions|gpt-4.1-mini|24h'. Quote it: a shell takes | for its own.")
    private @Nullable String lane;

    @Option(
            names = "--account",
            paramLabel = "ACCOUNT",
            split = ",",
            description = "Only lanes that this account, or pool of accounts, takes. Repeatable.")
    private List<String> accounts = new ArrayList<>();

    @Option(
            names = "--waiting",
            description = "Only lanes that something keeps back: a pause, an account, a budget, a provider that fails.")
    private boolean waiting;

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    LanesCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        LaneKey only = lane == null ? null : parse(lane);
        BatchlineConfig config = kafka.load(shell.environment());
        requireTopic(config);
        LaneBoard board = new LaneBoard();
        new CommittedRecords(config, Set.of(Topic.LANE_STATUS))
                .forEach((topic, record) -> board.take(record.key(), record.value()));
        Instant now = InstantSource.system().instant();
        List<LaneStatus> shown =
                board.all().stream().filter(status -> wanted(status, only)).toList();
        new LaneTable(shown, now).print(shell.out(), output.format());
        LaneBoard.stale(shown, now).ifPresent(shell.err()::println);
        if (shown.isEmpty()) {
            nothing(only, board);
        }
        shell.err().flush();
        return ExitCodes.OK;
    }

    private boolean wanted(LaneStatus status, @Nullable LaneKey only) {
        boolean through = accounts.isEmpty()
                || accounts.contains(status.lane().pool())
                || status.budgets().stream().anyMatch(budget -> accounts.contains(budget.account()));
        return (only == null || status.lane().equals(only))
                && through
                && (!waiting || status.why().stream().anyMatch(LaneStatus.Why::held));
    }

    private void nothing(@Nullable LaneKey only, LaneBoard board) {
        boolean there = board.all().stream().anyMatch(status -> status.lane().equals(only));
        if (only != null && !there) {
            throw new CommandException(
                    ExitCodes.FAILED,
                    "Nothing of lane " + only.text() + " is under way: either it has never had a request, or all its "
                            + "windows are done, or its first request came a few seconds ago. 'batchline lanes' lists "
                            + "those that there are; look whether pool, endpoint and model are spelled as there, and "
                            + "whether a batcher runs.");
        }
        if (output.format() == OutputOptions.Format.table) {
            shell.err()
                    .println(
                            board.all().isEmpty()
                                    ? "No lane has anything under way."
                                    : "None of " + board.all().size() + " lanes is like that.");
        }
    }

    private static LaneKey parse(String text) {
        try {
            return LaneKey.parse(text);
        } catch (UnreadableRecordException e) {
            throw new CommandException(
                    ExitCodes.USAGE,
                    "'" + text + "' is no lane: expected pool|endpoint|model|completion window, such as "
                            + "'openai|/v1/chat/completions|gpt-4.1-mini|24h'.",
                    e);
        }
    }

    private static void requireTopic(BatchlineConfig config) {
        String name = config.topics().name(Topic.LANE_STATUS);
        try (TopicAdmin topics = TopicAdmin.connect(config.kafka(), config.topics())) {
            if (!topics.exists(name)) {
                throw new CommandException(
                        ExitCodes.NEEDS_YOU, new TopicProblem.Missing(Topic.LANE_STATUS, name).sentence());
            }
        }
    }
}
