package dev.batchline.cli.replay;

import dev.batchline.cli.CommandException;
import dev.batchline.cli.ExitCodes;
import dev.batchline.cli.KafkaOptions;
import dev.batchline.cli.OutputOptions;
import dev.batchline.cli.Shell;
import dev.batchline.cli.UntilSignal;
import dev.batchline.cli.letters.FilterOptions;
import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.runtime.topics.TopicAdmin;
import dev.batchline.schemas.Topic;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Sends dead letters again. */
@Command(
        name = "replay",
        description = {
            "Send requests that failed for good again: dead letters go back to the request topic.",
            "Without --execute it only shows what it would send: how many by reason and lane, about how many tokens, "
                    + "and what they may cost. The flags choose dead letters as those of dead-letters list do.",
            "Each dead letter is sent once, however often a replay is interrupted or started; --again sends those of "
                    + "earlier replays once more. A replay takes what is there when it begins. One that was "
                    + "interrupted goes on when it is started again with its --name and the same flags. Only one "
                    + "replay of an installation runs at a time: a newer one ends an older one."
        })
public final class ReplayCommand implements Callable<Integer> {
    private static final int MOST_SENT = 500;
    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9._-]{1,100}");
    private static final DateTimeFormatter OWN_NAME =
            DateTimeFormatter.ofPattern("yyyyMMdd-HHmmss-SSS").withZone(ZoneOffset.UTC);

    private final Shell shell;

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    @Mixin
    private OutputOptions output = new OutputOptions();

    @Mixin
    private FilterOptions filters = new FilterOptions();

    @Option(names = "--execute", description = "Send them; without this flag nothing is sent.")
    private boolean execute;

    @Option(names = "--rate", paramLabel = "N", description = "Send at most so many a second, such as 50 or 0.5.")
    private @Nullable Double rate;

    @Option(
            names = "--limit",
            paramLabel = "N",
            description = "Send at most so many. A higher limit lets a replay of the same --name go on.")
    private long limit = Long.MAX_VALUE;

    @Option(
            names = "--patch",
            paramLabel = "FILE",
            description =
                    "Change each request by this JSON Merge Patch (RFC 7396), such as {\"body\":{\"model\":\"…\"}}.")
    private @Nullable Path patch;

    @Option(
            names = "--to-account",
            paramLabel = "ACCOUNT",
            description = "Send them through this account or pool; by default through the account they failed at.")
    private @Nullable String toAccount;

    @Option(names = "--again", description = "Send those, too, that were replayed before.")
    private boolean again;

    @Option(names = "--name", paramLabel = "NAME", description = "The replay's name; by default its time.")
    private @Nullable String name;

    @Option(names = "--topic", paramLabel = "TOPIC", description = "Another topic than the installation's own.")
    private @Nullable String topic;

    ReplayCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() {
        checkFlags();
        BatchlineConfig config = kafka.load(shell.environment());
        ReplayOrder order = order(config);
        warn(config);
        ReplayRun run = new ReplayRun(config, order, this::say, MOST_SENT);
        return execute ? execute(config, order, run) : preview(config, order, run);
    }

    private void checkFlags() {
        if (rate != null && !(rate > 0 && rate <= 1_000_000)) {
            throw new CommandException(ExitCodes.USAGE, "--rate is " + rate + ", expected a number above 0.");
        }
        if (limit < 1) {
            throw new CommandException(ExitCodes.USAGE, "--limit is " + limit + ", expected at least 1.");
        }
        if (name != null && !NAME.matcher(name).matches()) {
            throw new CommandException(
                    ExitCodes.USAGE,
                    "--name is '" + name + "', expected up to 100 letters, digits, dots, underscores and hyphens.");
        }
    }

    private ReplayOrder order(BatchlineConfig config) {
        MergePatch change = patch == null ? null : read(patch);
        String letters = topic == null ? config.topics().name(Topic.DEAD_LETTERS) : topic;
        filters.filter(InstantSource.system().instant());
        return new ReplayOrder(
                name == null ? OWN_NAME.format(InstantSource.system().instant()) : name,
                new ReplayOrder.Letters(letters, topicId(config, letters)),
                new ReplayOrder.Choosing(filters::filter, filters.text()),
                new ReplayOrder.Change(toAccount, change),
                again,
                new ReplayOrder.Sending(limit, rate));
    }

    private static MergePatch read(Path file) {
        try {
            return MergePatch.parse(Files.readAllBytes(file));
        } catch (IllegalArgumentException e) {
            throw new CommandException(
                    ExitCodes.USAGE,
                    "--patch " + file + " cannot be used: " + e.getMessage() + ". Expected a JSON Merge Patch "
                            + "(RFC 7396) for a request line, such as {\"body\":{\"max_tokens\":2000}}.",
                    e);
        } catch (IOException e) {
            throw new CommandException(
                    ExitCodes.USAGE,
                    "--patch is " + file + ", which cannot be read ("
                            + e.getClass().getSimpleName() + "). Expected a JSON file.",
                    e);
        }
    }

    private static String topicId(BatchlineConfig config, String letters) {
        try (TopicAdmin topics = TopicAdmin.connect(config.kafka(), config.topics())) {
            for (String needed : List.of(
                    letters,
                    config.topics().name(Topic.REQUESTS),
                    config.topics().name(Topic.REPLAYS))) {
                if (!topics.exists(needed)) {
                    throw new CommandException(
                            ExitCodes.NEEDS_YOU,
                            "Topic " + needed + " is not there, or may not be described by this user. "
                                    + "Create it: batchline topics create.");
                }
            }
            return topics.topicId(letters);
        }
    }

    private void warn(BatchlineConfig config) {
        String account = toAccount;
        if (account != null
                && config.accounts().stream()
                        .noneMatch(known ->
                                known.name().equals(account) || known.pool().equals(account))) {
            say("Account " + account + " is not in the settings that this command was given. If the batcher does not "
                    + "have it either, each request fails again as unknown_account.");
        }
    }

    private int preview(BatchlineConfig config, ReplayOrder order, ReplayRun run) {
        ReplayTable table = run.preview(name != null);
        table.print(shell.out(), output.format(), false);
        ReplayTable.Sum sum = table.sum(ReplayTable.Action.SEND);
        if (sum.count() == 0) {
            say("No dead letter to send again on " + order.letters().topic() + others(table) + ".");
            return ExitCodes.OK;
        }
        say(sum.count() + " dead letters of " + order.letters().topic() + " would be sent again to "
                + config.topics().name(Topic.REQUESTS) + others(table) + ".");
        say(cost(sum));
        say("Nothing was sent. Add --execute to send them.");
        return ExitCodes.OK;
    }

    /** Tokens are guesses, and the sentence says by what. */
    private static String cost(ReplayTable.Sum sum) {
        BigDecimal cost = sum.cost();
        StringBuilder text = new StringBuilder(
                cost == null
                        ? "None of their models has a price"
                        : "They may cost up to " + cost.toPlainString() + " US dollars by batch");
        text.append(", by four bytes a prompt token and as many answer tokens as each request allows.");
        if (sum.unbounded() > 0) {
            text.append(" Of ").append(sum.unbounded()).append(" that set no limit of answer tokens, only the prompt ");
            text.append("is counted.");
        }
        if (cost != null && sum.unpriced() > 0) {
            text.append(' ').append(sum.unpriced()).append(" have a model without a price and are in no sum of money.");
        }
        return text.toString();
    }

    private int execute(BatchlineConfig config, ReplayOrder order, ReplayRun run) {
        say("Replay " + order.name() + ". If it is interrupted, --name " + order.name()
                + " with the same flags goes on with it.");
        try (UntilSignal signal = new UntilSignal()) {
            return report(config, order, run.execute(Outbox::producer, Stop.by(signal)));
        }
    }

    private int report(BatchlineConfig config, ReplayOrder order, ReplayRun.Result result) {
        result.table().print(shell.out(), output.format(), true);
        String sent = result.table().count(ReplayTable.Action.SEND) + " dead letters again to "
                + config.topics().name(Topic.REQUESTS) + others(result.table()) + "; " + result.sentInAll()
                + " in all of its runs.";
        say(
                switch (result.end()) {
                    case DONE -> "Replay " + order.name() + " is done. It sent " + sent;
                    case LIMIT ->
                        "Replay " + order.name() + " has reached its limit. It sent " + sent
                                + " A higher --limit with --name " + order.name() + " goes on with it.";
                    case STOPPED ->
                        "Replay " + order.name() + " was stopped, with everything committed. It sent " + sent
                                + " To go on: --name " + order.name() + " and the same flags.";
                });
        return result.end() == Replayer.End.STOPPED ? ExitCodes.FAILED : ExitCodes.OK;
    }

    private static String others(ReplayTable table) {
        long before = table.count(ReplayTable.Action.SKIP);
        long cannot = table.count(ReplayTable.Action.CANNOT);
        return (before == 0 ? "" : "; " + before + " were replayed before (--again sends them once more)")
                + (cannot == 0 ? "" : "; " + cannot + " cannot be sent again, the table says why");
    }

    private void say(String sentence) {
        shell.err().println(sentence);
        shell.err().flush();
    }
}
