package dev.batchline.simulator;

import java.util.HashMap;
import java.util.Map;
import java.util.Set;

/**
 * What the simulated account may do.
 *
 * @param lines most request lines, and most embedding inputs, in one batch
 * @param inputBytes most bytes in a file of purpose {@code batch}
 * @param fileBytes most bytes in any file
 * @param enqueuedTokens most prompt tokens in unfinished batches, by model; a model that is absent has no limit
 * @param unknownModels models that the account does not have
 */
public record Limits(
        int lines, long inputBytes, long fileBytes, Map<String, Long> enqueuedTokens, Set<String> unknownModels) {

    public Limits {
        enqueuedTokens = Map.copyOf(enqueuedTokens);
        unknownModels = Set.copyOf(unknownModels);
        if (lines < 1 || inputBytes < 1 || fileBytes < inputBytes) {
            throw new IllegalArgumentException("limits must be above zero and a batch file within the file limit, got "
                    + lines + " lines, " + inputBytes + " and " + fileBytes + " bytes");
        }
    }

    /** 50,000 lines, 200 MB of input, 512 MB for any file, no token limit, every model known. */
    public static Limits documented() {
        return new Limits(50_000, 200_000_000, 512_000_000, Map.of(), Set.of());
    }

    /** These limits with another most number of lines. */
    public Limits withLines(int most) {
        return new Limits(most, inputBytes, fileBytes, enqueuedTokens, unknownModels);
    }

    /** These limits with at most {@code tokens} enqueued prompt tokens for {@code model}. */
    public Limits withEnqueuedTokens(String model, long tokens) {
        Map<String, Long> all = new HashMap<>(enqueuedTokens);
        all.put(model, tokens);
        return new Limits(lines, inputBytes, fileBytes, all, unknownModels);
    }

    /** These limits with exactly these models missing. */
    public Limits withUnknownModels(Set<String> models) {
        return new Limits(lines, inputBytes, fileBytes, enqueuedTokens, models);
    }
}
