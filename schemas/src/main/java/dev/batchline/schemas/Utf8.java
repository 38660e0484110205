package dev.batchline.schemas;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/** Tells whether bytes and texts have a UTF-8 form, and gives a text one. */
public final class Utf8 {
    private Utf8() {}

    /** Whether the bytes are UTF-8 from the first to the last. */
    public static boolean valid(byte[] bytes, int from, int to) {
        int at = from;
        while (at < to && bytes[at] >= 0) {
            at++;
        }
        if (at == to) {
            return true;
        }
        CharsetDecoder decoder = StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT);
        ByteBuffer rest = ByteBuffer.wrap(bytes, at, to - at);
        CharBuffer chars = CharBuffer.allocate(4096);
        CoderResult result;
        do {
            chars.clear();
            result = decoder.decode(rest, chars, true);
        } while (result.isOverflow());
        return !result.isError();
    }

    /** Whether the text has a surrogate without its partner, and so no UTF-8 form. */
    public static boolean hasLoneSurrogate(String text) {
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (Character.isHighSurrogate(c) && i + 1 < text.length() && Character.isLowSurrogate(text.charAt(i + 1))) {
                i++;
            } else if (Character.isSurrogate(c)) {
                return true;
            }
        }
        return false;
    }

    /** The text with U+FFFD for every surrogate without its partner. */
    public static String mended(String text) {
        if (!hasLoneSurrogate(text)) {
            return text;
        }
        return text.codePoints()
                .map(c -> c >= Character.MIN_SURROGATE && c <= Character.MAX_SURROGATE ? 0xFFFD : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
    }
}
