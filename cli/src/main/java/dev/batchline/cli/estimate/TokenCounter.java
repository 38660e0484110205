package dev.batchline.cli.estimate;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.EncodingRegistry;
import com.knuddels.jtokkit.api.EncodingType;
import java.nio.charset.StandardCharsets;

/** Counts the tokens of texts. A vocabulary is read when the first text needs it. */
final class TokenCounter {
    private static final int PIECE = 64 * 1024;

    private final EncodingRegistry vocabularies = Encodings.newLazyEncodingRegistry();

    /** The tokens of a text; what looks like a control token in it counts as the text that it is. */
    long count(Encoding encoding, String text) {
        EncodingType type =
                encoding.vocabulary().equals(Encoding.OLDER) ? EncodingType.CL100K_BASE : EncodingType.O200K_BASE;
        long tokens = 0;
        int from = 0;
        while (from < text.length()) {
            int to = end(text, from);
            tokens += vocabularies.getEncoding(type).countTokensOrdinary(mended(text.substring(from, to)));
            from = to;
        }
        return tokens;
    }

    /** The text with a question mark for each half of a surrogate pair, which has no tokens. */
    private static String mended(String text) {
        return new String(text.getBytes(StandardCharsets.UTF_8), StandardCharsets.UTF_8);
    }

    /** Where a piece ends: before a space if there is one, since no token goes across it from the left. */
    private static int end(String text, int from) {
        int most = from + PIECE;
        if (most >= text.length()) {
            return text.length();
        }
        int space = text.lastIndexOf(' ', most);
        int end = space > from ? space : most;
        return Character.isLowSurrogate(text.charAt(end)) ? end + 1 : end;
    }
}
