package dev.batchline.cli.replay;

import dev.batchline.cli.letters.LetterFacts;
import dev.batchline.schemas.Header;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** A dead letter, taken apart. */
final class Letter {
    private final byte @Nullable [] value;
    private final List<Header> headers;
    private final LetterFacts facts;

    /**
     * A dead letter.
     *
     * @param value its bytes; null if it has none
     * @param headers its headers, in order
     * @param facts what they say
     */
    Letter(byte @Nullable [] value, List<Header> headers, LetterFacts facts) {
        this.value = value;
        this.headers = List.copyOf(headers);
        this.facts = facts;
    }

    byte @Nullable [] value() {
        return value;
    }

    List<Header> headers() {
        return headers;
    }

    LetterFacts facts() {
        return facts;
    }

    boolean has(String header) {
        return headers.stream().anyMatch(one -> one.key().equals(header));
    }
}
