package dev.batchline.cli.batches;

import dev.batchline.cli.ExitCodes;
import dev.batchline.cli.KafkaOptions;
import dev.batchline.cli.Shell;
import dev.batchline.schemas.Command.Action;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Asks the batcher to close open windows now. */
@Command(
        name = "flush",
        description = {
            "Close open windows now, instead of when they are full or old.",
            "A lane is what requests must have in common to share a batch. Its open window is closed as it is, and "
                    + "becomes a batch; the next request opens another one."
        })
public final class FlushCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private LaneOptions lanes = new LaneOptions();

    @Mixin
    private KafkaOptions kafka = new KafkaOptions();

    FlushCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        String key = lanes.key();
        CommandSender sender = new CommandSender(kafka.load(shell.environment()));
        sender.toAll(key, CommandSender.command(Action.FLUSH, null));
        boolean all = key.equals(dev.batchline.schemas.Command.EVERY_LANE);
        shell.out()
                .println("Asked on " + sender.place() + " to close "
                        + (all ? "every open window" : "the open window of " + key) + ".");
        shell.out().flush();
        return ExitCodes.OK;
    }
}
