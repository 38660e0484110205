package dev.batchline.guarantees;

import java.util.ArrayList;
import java.util.List;

/** Sentences about what is broken: the first few in words, the rest as a number. */
final class Findings {
    private static final int SHOWN = 20;

    private final List<String> sentences = new ArrayList<>();
    private long more;

    void add(String sentence) {
        if (sentences.size() < SHOWN) {
            sentences.add(sentence);
        } else {
            more++;
        }
    }

    void addAll(List<String> others) {
        others.forEach(this::add);
    }

    /** How many there are. */
    long count() {
        return sentences.size() + more;
    }

    List<String> all() {
        List<String> all = new ArrayList<>(sentences);
        if (more > 0) {
            all.add("and " + more + " more");
        }
        return all;
    }
}
