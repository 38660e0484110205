package dev.batchline.cli.letters;

import dev.batchline.cli.ExitCodes;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** What can be asked about dead letters. */
@Command(
        name = "dead-letters",
        description = "Look at the requests that failed for good.",
        synopsisSubcommandLabel = "COMMAND",
        subcommands = ListLettersCommand.class)
public final class DeadLettersCommand implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCodes.USAGE;
    }
}
