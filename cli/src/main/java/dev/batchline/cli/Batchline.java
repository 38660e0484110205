package dev.batchline.cli;

import dev.batchline.cli.batches.BatchesCommand;
import dev.batchline.cli.batches.CancelCommand;
import dev.batchline.cli.batches.FindCommand;
import dev.batchline.cli.batches.FlushCommand;
import dev.batchline.cli.batches.PauseCommand;
import dev.batchline.cli.batches.ResumeCommand;
import dev.batchline.cli.chaos.ChaosCommand;
import dev.batchline.cli.cost.CostCommand;
import dev.batchline.cli.demo.DemoCommand;
import dev.batchline.cli.estimate.EstimateCommand;
import dev.batchline.cli.lanes.LanesCommand;
import dev.batchline.cli.letters.DeadLettersCommand;
import dev.batchline.cli.replay.ReplayCommand;
import dev.batchline.cli.run.RunCommand;
import java.io.OutputStreamWriter;
import java.io.PrintWriter;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Spec;

/** The program: every command is listed here. */
@Command(
        name = "batchline",
        description = "Turns a Kafka topic of LLM requests into provider batches.",
        synopsisSubcommandLabel = "COMMAND",
        versionProvider = Version.class,
        scope = CommandLine.ScopeType.INHERIT,
        mixinStandardHelpOptions = true,
        subcommands = {
            TopicsCommand.class,
            SendCommand.class,
            RunCommand.class,
            BatchesCommand.class,
            LanesCommand.class,
            FindCommand.class,
            FlushCommand.class,
            PauseCommand.class,
            ResumeCommand.class,
            CancelCommand.class,
            CostCommand.class,
            EstimateCommand.class,
            DeadLettersCommand.class,
            ReplayCommand.class,
            DemoCommand.class,
            ChaosCommand.class,
            SimulatorCommand.class,
            ConfigCommand.class,
            HealthcheckCommand.class,
            CommandLine.HelpCommand.class,
        })
public final class Batchline implements Callable<Integer> {
    @Spec
    @SuppressWarnings("NullAway.Init") // picocli sets it
    private CommandSpec spec;

    public static void main(String[] args) {
        Shell shell = new Shell(System.getenv(), System.in, System.out, System.err);
        System.exit(execute(shell, args));
    }

    /** Runs one command to its end; the answer is one of {@link ExitCodes}. */
    public static int execute(Shell shell, String... args) {
        Failures failures = new Failures();
        return new CommandLine(Batchline.class, new CommandFactory(shell))
                .setOut(new PrintWriter(new OutputStreamWriter(shell.out(), StandardCharsets.UTF_8), true))
                .setErr(new PrintWriter(new OutputStreamWriter(shell.err(), StandardCharsets.UTF_8), true))
                .setExecutionExceptionHandler(failures)
                .setParameterExceptionHandler(failures)
                .setCaseInsensitiveEnumValuesAllowed(true)
                .execute(args);
    }

    @Override
    public Integer call() {
        spec.commandLine().usage(spec.commandLine().getErr());
        return ExitCodes.USAGE;
    }
}
