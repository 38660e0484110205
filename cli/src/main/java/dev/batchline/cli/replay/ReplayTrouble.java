package dev.batchline.cli.replay;

import dev.batchline.cli.CommandException;
import dev.batchline.cli.ExitCodes;
import dev.batchline.cli.Failures;
import java.util.Objects;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.InvalidProducerEpochException;
import org.apache.kafka.common.errors.ProducerFencedException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;

/**
 * Says what a replay ran into, what was done until then, and how to go on.
 *
 * @param name the replay
 * @param outbox its transactions
 * @param committed what was done
 */
record ReplayTrouble(String name, Outbox outbox, ReplayTable committed) {
    /** The failure, explained. */
    CommandException explained(RuntimeException failure) {
        Throwable cause = cause(failure);
        String soFar = soFar();
        return switch (cause) {
            case ProducerFencedException fenced -> fenced(soFar, failure);
            case InvalidProducerEpochException fenced -> fenced(soFar, failure);
            case RecordTooLargeException large
            when outbox.refused() != null ->
                new CommandException(
                        ExitCodes.NEEDS_YOU,
                        soFar + "The request of the dead letter at " + outbox.refused() + " is larger than the request "
                                + "topic takes (" + large.getMessage() + "). Raise the topic's max.message.bytes. "
                                + goOn(),
                        failure);
            default ->
                new CommandException(
                        Failures.exitCode(cause),
                        soFar + Failures.message(cause) + " "
                                + (outbox.uncertain()
                                        ? "Whether its last transaction was committed is found out when it goes on. "
                                        : "What was not committed is taken back. ")
                                + goOn(),
                        failure);
        };
    }

    /** What ended the command, with how to go on. */
    CommandException explained(CommandException end) {
        return new CommandException(end.exitCode(), Objects.toString(end.getMessage()) + " " + goOn(), end);
    }

    /** What the patch spoils; the same flags would end there again. */
    CommandException explained(SpoiledLetterException spoiled) {
        return new CommandException(
                ExitCodes.USAGE,
                spoiled.getMessage() + " " + soFar()
                        + "Change the patch, or leave such dead letters out, and give the replay another --name: what "
                        + "was sent before is left out then, unless --again is given.",
                spoiled);
    }

    private String soFar() {
        return "Replay " + name + " stopped after " + committed.count(ReplayTable.Action.SEND)
                + " requests of this run, which are committed. ";
    }

    private CommandException fenced(String soFar, RuntimeException failure) {
        return new CommandException(
                ExitCodes.NEEDS_YOU,
                soFar + "Another replay of this installation was started and has taken over, or this one stood "
                        + "still for longer than transaction.timeout.ms. When the other has ended: " + goOn(),
                failure);
    }

    private String goOn() {
        return "Start it again with --name " + name + " and the same flags: it goes on there, and sends nothing twice.";
    }

    /** What is behind a failure: the first that it names a remedy for, else the failure itself. */
    private static Throwable cause(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            if (cause instanceof ProducerFencedException
                    || cause instanceof InvalidProducerEpochException
                    || cause instanceof RecordTooLargeException
                    || cause instanceof AuthenticationException
                    || cause instanceof AuthorizationException
                    || cause instanceof TimeoutException) {
                return cause;
            }
        }
        return failure;
    }
}
