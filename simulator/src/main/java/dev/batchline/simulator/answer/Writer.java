package dev.batchline.simulator.answer;

import java.text.BreakIterator;
import java.util.Comparator;
import java.util.Locale;
import java.util.Optional;

/** Writes the text of an answer: a label if the prompt asks for one, else the first sentence of what it is about. */
final class Writer {

    private static final int LONGEST_SENTENCE = 400;

    private Writer() {}

    static String reply(String system, String user) {
        Optional<Labels> labels = Labels.in(system).or(() -> Labels.in(user));
        return labels.map(found -> found.pick(user.replace(found.instruction(), " ")))
                .orElseGet(() -> firstSentence(user));
    }

    private static String firstSentence(String user) {
        String paragraph = user.lines()
                .map(String::strip)
                .max(Comparator.comparingInt(String::length))
                .orElse("");
        String head = paragraph.substring(0, Math.min(paragraph.length(), LONGEST_SENTENCE));
        BreakIterator sentences = BreakIterator.getSentenceInstance(Locale.ROOT);
        sentences.setText(head);
        int end = sentences.next();
        String sentence =
                end == BreakIterator.DONE ? head : head.substring(0, end).strip();
        return sentence.isEmpty() ? "(nothing to say to an empty prompt)" : sentence;
    }
}
