package dev.batchline.joiner;

import dev.batchline.schemas.BatchUsage;
import java.util.EnumMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Decides whether what a provider says of a whole batch is what its lines say. */
final class UsagePolicy {
    private UsagePolicy() {}

    /**
     * Compares the two.
     *
     * @param batch the provider's own count; null if it does not say
     * @param lines the sum over the lines; null if it is not known
     */
    static Comparison compare(@Nullable BatchUsage batch, @Nullable LineUsage lines) {
        if (batch == null || lines == null) {
            return new Comparison(Result.UNTOLD, Map.of());
        }
        Map<Kind, Long> differences = new EnumMap<>(Kind.class);
        note(differences, Kind.INPUT, batch.inputTokens(), lines.input());
        note(differences, Kind.CACHED, batch.cachedTokens(), lines.cached());
        note(differences, Kind.OUTPUT, batch.outputTokens(), lines.output());
        note(differences, Kind.REASONING, batch.reasoningTokens(), lines.reasoning());
        return new Comparison(differences.isEmpty() ? Result.EQUAL : Result.DIFFERENT, differences);
    }

    private static void note(Map<Kind, Long> differences, Kind kind, @Nullable Long batch, long lines) {
        if (batch != null && batch != lines) {
            differences.put(kind, batch - lines);
        }
    }

    /** What a comparison comes to. */
    enum Result {
        /** Both say the same. */
        EQUAL,
        /** They do not. */
        DIFFERENT,
        /** One of them says nothing. */
        UNTOLD
    }

    /** Kinds of tokens that both may tell. */
    enum Kind {
        INPUT,
        CACHED,
        OUTPUT,
        REASONING
    }

    /**
     * How a batch's own usage and that of its lines compare.
     *
     * @param result in a word
     * @param differences tokens that the batch has more than its lines, or fewer if negative; equal ones are left out
     */
    record Comparison(Result result, Map<Kind, Long> differences) {
        Comparison {
            differences = Map.copyOf(differences);
        }
    }
}
