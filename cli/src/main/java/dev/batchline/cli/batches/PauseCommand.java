package dev.batchline.cli.batches;

import dev.batchline.cli.ExitCodes;
import dev.batchline.cli.KafkaOptions;
import dev.batchline.cli.Shell;
import dev.batchline.schemas.Command.Action;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Asks the batcher to submit nothing more of a lane. */
@Command(
        name = "pause",
        description = {
            "Send nothing more of a lane to the provider until 'resume'.",
            "Requests are still taken and put into windows, which wait. Batches that are at the provider already go "
                    + "on, and their results are published: 'cancel' ends those. A pause outlasts restarts."
        })
public final class PauseCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private LaneOptions lanes = new LaneOptions();

    @Option(names = "--reason", paramLabel = "TEXT", description = "Why, for the batcher's log.")
    private @Nullable String reason;

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    PauseCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        String key = lanes.key();
        CommandSender sender = new CommandSender(kafka.load(shell.environment()));
        sender.toAll(key, CommandSender.command(Action.PAUSE, reason));
        shell.out().println("Asked on " + sender.place() + " to send nothing more of " + lanes.words() + ".");
        shell.out().flush();
        return ExitCodes.OK;
    }
}
