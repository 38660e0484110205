package dev.batchline.cli.batches;

import dev.batchline.cli.CommandException;
import dev.batchline.cli.ExitCodes;
import dev.batchline.schemas.Command;
import dev.batchline.schemas.LaneKey;
import dev.batchline.schemas.UnreadableRecordException;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** The part of a command line that names one lane, or all of them. */
final class LaneOptions {
    @Parameters(
            index = "0",
            arity = "0..1",
            paramLabel = "LANE",
            description = "One lane: pool|endpoint|model|completion window, such as "
                    + "'openai|/v1/chat/completions|gpt-4.1-mini|24h'. Quote it: a shell takes | for its own.")
    private @Nullable String lane;

    @Option(names = "--all", description = "Every lane.")
    private boolean all;

    /** The key of the command's record: the lane, or the one that stands for every lane. */
    String key() {
        String named = lane;
        if ((named == null) != all) {
            throw new CommandException(ExitCodes.USAGE, "Name either a lane, or all of them with --all.");
        }
        return named == null ? Command.EVERY_LANE : parse(named).text();
    }

    /** What is named, in words. */
    String words() {
        return all ? "every lane" : "lane " + key();
    }

    /** Reads a lane that somebody typed. */
    static LaneKey parse(String text) {
        try {
            return LaneKey.parse(text);
        } catch (UnreadableRecordException e) {
            throw new CommandException(
                    ExitCodes.USAGE,
                    "'" + text + "' is no lane: expected pool|endpoint|model|completion window, such as "
                            + "'openai|/v1/chat/completions|gpt-4.1-mini|24h'.",
                    e);
        }
    }
}
