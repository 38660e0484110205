package dev.batchline.cli;

import dev.batchline.runtime.config.ConfigurationException;
import dev.batchline.runtime.topics.ClusterException;
import dev.batchline.schemas.NewerFormatException;
import java.io.PrintWriter;
import java.util.Objects;
import java.util.concurrent.CompletionException;
import java.util.concurrent.ExecutionException;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import picocli.CommandLine;

/** Turns what went wrong into one message and an exit code; the stack trace is logged at debug level. */
public final class Failures implements CommandLine.IExecutionExceptionHandler, CommandLine.IParameterExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(Failures.class);

    @Override
    public int handleExecutionException(Exception failure, CommandLine command, CommandLine.ParseResult parsed) {
        Throwable cause = cause(failure);
        LOG.atDebug().setCause(failure).log("Command failed");
        PrintWriter err = command.getErr();
        err.println("batchline: " + message(cause));
        err.flush();
        return exitCode(cause);
    }

    @Override
    public int handleParseException(CommandLine.ParameterException refusal, String[] args) {
        CommandLine command = refusal.getCommandLine();
        PrintWriter err = command.getErr();
        err.println("batchline: " + refusal.getMessage());
        CommandLine.UnmatchedArgumentException.printSuggestions(refusal, err);
        err.println("Try '" + command.getCommandSpec().qualifiedName() + " --help'.");
        err.flush();
        return ExitCodes.USAGE;
    }

    /** What a command ends with that failed so. */
    public static int exitCode(Throwable cause) {
        return switch (cause) {
            case CommandException command -> command.exitCode();
            case ConfigurationException configuration -> ExitCodes.USAGE;
            case ClusterException cluster when cluster.code() == ClusterException.Code.SETTINGS -> ExitCodes.USAGE;
            case ClusterException cluster -> ExitCodes.NEEDS_YOU;
            case AuthenticationException refused -> ExitCodes.NEEDS_YOU;
            case AuthorizationException refused -> ExitCodes.NEEDS_YOU;
            case NewerFormatException newer -> ExitCodes.NEEDS_YOU;
            default -> ExitCodes.FAILED;
        };
    }

    /** What went wrong, for a person, with what to do about it. */
    public static String message(Throwable cause) {
        return switch (cause) {
            case CommandException command -> Objects.toString(command.getMessage());
            case ConfigurationException configuration -> Objects.toString(configuration.getMessage());
            case ClusterException cluster -> Objects.toString(cluster.getMessage());
            case NewerFormatException newer -> newer.getMessage() + ".";
            case AuthenticationException refused ->
                "Kafka does not accept who we are (" + refused.getMessage()
                        + "). Check the credentials in --command-config or kafka.*.";
            case AuthorizationException refused ->
                "Kafka does not allow it (" + refused.getMessage() + "). Grant it to the user of --command-config.";
            case TimeoutException late ->
                "Kafka did not answer in time (" + late.getMessage()
                        + "). Look whether bootstrap.servers is right and its brokers can be reached from here.";
            default ->
                cause.getClass().getSimpleName() + ": " + cause.getMessage()
                        + " (BATCHLINE_LOG=debug shows where it happened)";
        };
    }

    private static Throwable cause(Throwable failure) {
        Throwable cause = failure;
        while ((cause instanceof ExecutionException || cause instanceof CompletionException)
                && cause.getCause() != null) {
            cause = cause.getCause();
        }
        return cause;
    }
}
