package dev.batchline.cli.batches;

import dev.batchline.cli.Shell;
import dev.batchline.schemas.Command.Action;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

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
    private LaneOrder order = new LaneOrder();

    PauseCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        return order.send(shell, Action.PAUSE, "send nothing more of");
    }
}
