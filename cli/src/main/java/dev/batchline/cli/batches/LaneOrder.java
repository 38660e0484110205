package dev.batchline.cli.batches;

import dev.batchline.cli.ExitCodes;
import dev.batchline.cli.KafkaOptions;
import dev.batchline.cli.Shell;
import dev.batchline.schemas.Command.Action;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The part of a command line that asks the batcher for something about one lane, or about all of them. */
final class LaneOrder {
    @Mixin
    private LaneOptions lanes = new LaneOptions();

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the batcher's log.")
    private @Nullable String reason;

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    /**
     * Asks for it, says so, and gives the exit code.
     *
     * @param what it is in words, such as "go on with"
     */
    int send(Shell shell, Action action, String what) throws InterruptedException, ExecutionException {
        String key = lanes.key();
        CommandSender sender = new CommandSender(kafka.load(shell.environment()));
        sender.toAll(key, CommandSender.command(action, reason));
        shell.out().println("Asked on " + sender.place() + " to " + what + " " + lanes.words() + ".");
        shell.out().flush();
        return ExitCodes.OK;
    }
}
