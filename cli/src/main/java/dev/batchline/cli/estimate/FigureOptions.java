package dev.batchline.cli.estimate;

import dev.batchline.cli.CommandException;
import dev.batchline.cli.ExitCodes;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags that say how much there is, where there is no file. */
final class FigureOptions {
    /** What they are called. */
    static final String NAMES = "--model, --input-tokens, --output-tokens, --requests and --provider";

    private static final long MOST = 1_000_000_000_000L;

    @Option(names = "--model", paramLabel = "MODEL", description = "The model, for figures without a file.")
    private @Nullable String model;

    @Option(names = "--input-tokens", paramLabel = "N", description = "Prompt tokens of all requests together.")
    private @Nullable Long input;

    @Option(names = "--output-tokens", paramLabel = "N", description = "Answer tokens of all requests together.")
    private @Nullable Long outputTokens;

    @Option(
            names = "--requests",
            paramLabel = "N",
            description = "How many requests that is: tells the number of batches, and whether prompts are so long that"
                    + " they cost more.")
    private @Nullable Long requests;

    @Option(
            names = "--provider",
            paramLabel = "PROVIDER",
            description = "By whose price, such as openai or anthropic. Default: by that of the account.")
    private @Nullable String provider;

    /** Whether any is given. */
    boolean given() {
        return model != null || input != null || outputTokens != null || requests != null || provider != null;
    }

    /** By whose price; null if that was not said. */
    @Nullable
    String provider() {
        return provider;
    }

    /** The figures. */
    FigureEstimate estimate() {
        if (model == null || input == null) {
            throw new CommandException(
                    ExitCodes.USAGE,
                    "An estimate of figures needs --model and --input-tokens (and --output-tokens for answers).");
        }
        long answers = outputTokens == null ? 0 : outputTokens;
        check("--input-tokens", input, 0, MOST);
        check("--output-tokens", answers, 0, MOST);
        if (requests != null) {
            check("--requests", requests, 1, MOST);
        }
        return new FigureEstimate(model, requests == null ? 0 : requests, input, answers);
    }

    /** Ends the command if a number is not one that makes sense. */
    static void check(String option, long number, long least, long most) {
        if (number < least || number > most) {
            throw new CommandException(
                    ExitCodes.USAGE, option + " is " + number + ", expected " + least + " to " + most + ".");
        }
    }
}
