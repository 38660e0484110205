package dev.batchline.simulator.answer;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The choices that a prompt names, as in "Answer with one of: Europe, Africa, Asia."
 *
 * @param choices the labels in prompt order, at least two
 * @param instruction the sentence that names them, as it stands in the prompt
 */
record Labels(List<String> choices, String instruction) {

    private static final Pattern INSTRUCTION = Pattern.compile(
            "\\bone of(?: the| these)?(?: following)?(?: \\w+)?\\s*:\\s*([^.!?\\n]+)[.!?]?", Pattern.CASE_INSENSITIVE);
    private static final Pattern SEPARATOR = Pattern.compile("\\s*(?:,\\s*or\\s+|,|\\||;|\\s+or\\s+)\\s*");
    private static final Pattern WORD = Pattern.compile("[^\\p{L}\\p{N}]+");
    private static final List<String> CATCH_ALL = List.of("other", "unknown", "none", "neither", "neutral", "unclear");

    static Optional<Labels> in(String prompt) {
        Matcher matcher = INSTRUCTION.matcher(prompt);
        if (!matcher.find()) {
            return Optional.empty();
        }
        List<String> choices = Arrays.stream(SEPARATOR.split(matcher.group(1).strip(), -1))
                .map(choice -> choice.replaceAll("^[\"'`*\\s]+|[\"'`*\\s]+$", ""))
                .filter(choice -> !choice.isEmpty())
                .toList();
        String instruction = prompt.substring(sentenceStart(prompt, matcher.start()), matcher.end());
        return choices.size() < 2 ? Optional.empty() : Optional.of(new Labels(choices, instruction));
    }

    private static int sentenceStart(String prompt, int within) {
        int start = within;
        while (start > 0 && ".!?\n".indexOf(prompt.charAt(start - 1)) < 0) {
            start--;
        }
        return start;
    }

    /** The choice whose words, also in their derived forms, occur most often; a catch-all or the first one if none. */
    String pick(String text) {
        String[] words = WORD.split(text.toLowerCase(Locale.ROOT), -1);
        String best = choices.stream()
                .filter(choice -> CATCH_ALL.contains(choice.toLowerCase(Locale.ROOT)))
                .findFirst()
                .orElse(choices.getFirst());
        long bestScore = 0;
        for (String choice : choices) {
            long score = score(choice, words);
            if (score > bestScore) {
                best = choice;
                bestScore = score;
            }
        }
        return best;
    }

    private static long score(String choice, String[] words) {
        long score = 0;
        for (String part : WORD.split(choice.toLowerCase(Locale.ROOT), -1)) {
            String stem = part.length() > 4 ? part.substring(0, part.length() - 1) : part;
            for (String word : words) {
                if (word.equals(part)) {
                    score += 2;
                } else if (stem.length() >= 4 && word.startsWith(stem)) {
                    score += 1;
                }
            }
        }
        return score;
    }
}
