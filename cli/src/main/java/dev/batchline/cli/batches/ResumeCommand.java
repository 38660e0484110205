package dev.batchline.cli.batches;

import dev.batchline.cli.Shell;
import dev.batchline.schemas.Command.Action;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;

/** Asks the batcher to go on with a lane that was paused. */
@Command(
        name = "resume",
        description = {
            "Go on with a lane that was paused, or whose account was mended.",
            "'resume --all' lifts every pause, those of single lanes too. What 'pause --all' paused goes on with "
                    + "'resume --all' only, not lane by lane.",
            "A lane whose account is out of money, or may not use the model, goes on by itself: the account is asked "
                    + "again after 1 to 15 minutes. 'resume' lets it be asked at once."
        })
public final class ResumeCommand implements Callable<Integer> {
    private final Shell shell;

    @Mixin
    private LaneOrder order = new LaneOrder();

    ResumeCommand(Shell shell) {
        this.shell = shell;
    }

    @Override
    public Integer call() throws InterruptedException, ExecutionException {
        return order.send(shell, Action.RESUME, "go on with");
    }
}
