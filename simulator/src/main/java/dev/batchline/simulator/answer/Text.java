package dev.batchline.simulator.answer;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;

/** Measures and cuts of text in estimated tokens, four UTF-8 bytes each. */
final class Text {

    private static final int BYTES_PER_TOKEN = 4;

    private Text() {}

    static long tokens(String text) {
        return (utf8Length(text) + BYTES_PER_TOKEN - 1) / BYTES_PER_TOKEN;
    }

    /** The longest prefix of whole characters within so many tokens. */
    static String cut(String text, long tokens) {
        if (tokens(text) <= tokens) {
            return text;
        }
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        int end = (int) Math.min(bytes.length, tokens * BYTES_PER_TOKEN);
        while (end > 0 && end < bytes.length && (bytes[end] & 0xC0) == 0x80) {
            end--;
        }
        return new String(bytes, 0, end, StandardCharsets.UTF_8);
    }

    /** The text of a message's content: a string, or the text parts of an array one under the other. */
    static String ofContent(JsonNode content) {
        if (content.isTextual()) {
            return content.textValue();
        }
        StringBuilder all = new StringBuilder();
        for (JsonNode part : content) {
            JsonNode text = part.isTextual() ? part : part.path("text");
            if (text.isTextual()) {
                all.append(all.isEmpty() ? "" : "\n\n").append(text.textValue());
            }
        }
        return all.toString();
    }

    private static long utf8Length(String text) {
        long length = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            length += c < 0x80 ? 1 : c < 0x800 ? 2 : Character.isSurrogate(c) ? 2 : 3;
        }
        return length;
    }
}
