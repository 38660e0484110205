package dev.batchline.cli.estimate;

import java.util.List;
import java.util.Locale;

/**
 * Which of OpenAI's public vocabularies a model reads text with, by the model's name.
 *
 * @param vocabulary {@code o200k_base} or {@code cl100k_base}
 * @param exact false if the model has another vocabulary, or one that nobody published, so that counts are approximate
 */
record Encoding(String vocabulary, boolean exact) {
    static final String NEWER = "o200k_base";
    static final String OLDER = "cl100k_base";

    private static final String FINE_TUNED = "ft:";

    /** Beginnings of names, tried in this order; {@code gpt-4o} has to come before {@code gpt-4}. */
    private static final List<Known> KNOWN = List.of(
            new Known("gpt-4o", NEWER),
            new Known("gpt-4.", NEWER),
            new Known("gpt-4-", OLDER),
            new Known("gpt-4", OLDER),
            new Known("gpt-3.5", OLDER),
            new Known("gpt-35", OLDER),
            new Known("gpt-5", NEWER),
            new Known("gpt-oss-", NEWER),
            new Known("chatgpt-", NEWER),
            new Known("codex-", NEWER),
            new Known("computer-use-", NEWER),
            new Known("text-embedding-", OLDER),
            new Known("davinci-002", OLDER),
            new Known("babbage-002", OLDER));

    /** The encoding of a model; one that is not OpenAI's gets the newer vocabulary as an approximation. */
    static Encoding of(String model) {
        String name = model.toLowerCase(Locale.ROOT);
        String base = name.startsWith(FINE_TUNED) ? name.substring(FINE_TUNED.length()) : name;
        if (base.matches("o\\d+(-.*)?")) {
            return new Encoding(NEWER, true);
        }
        return KNOWN.stream()
                .filter(known -> base.startsWith(known.beginning))
                .findFirst()
                .map(known -> new Encoding(known.vocabulary, true))
                .orElse(new Encoding(NEWER, false));
    }

    /** How a table names it: {@code ~} stands before an approximation. */
    String label() {
        return (exact ? "" : "~") + vocabulary;
    }

    /** Models whose names begin so. */
    private record Known(String beginning, String vocabulary) {}
}
