package dev.batchline.guarantees;

import java.util.List;
import java.util.Locale;

/** One promise that watches what happens. Observations of different topics may come in any order. */
public interface Guarantee {
    /** The promise in words. */
    default String name() {
        String words = getClass()
                .getSimpleName()
                .replaceAll("(?<=[a-z])(?=[A-Z])", " ")
                .toLowerCase(Locale.ROOT);
        return Character.toUpperCase(words.charAt(0)) + words.substring(1);
    }

    /** Takes note of something that happened. */
    void observe(Observation seen);

    /** What is broken, whatever is yet to come; nothing if all is well. */
    List<String> broken();

    /** What is broken if nothing more comes, the above among it. */
    List<String> brokenAtEnd();
}
