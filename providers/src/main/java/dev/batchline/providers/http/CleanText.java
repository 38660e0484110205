package dev.batchline.providers.http;

/** Foreign text made fit for an error: on one line, without our secret, at most 2 KB of UTF-8. */
public final class CleanText {
    private static final int MAX_BYTES = 2048;

    private final String secret;

    public CleanText(String secret) {
        this.secret = secret;
    }

    /** The text without the secret, its white space folded, cut between two characters if it is too long. */
    public String of(String text) {
        String open = secret.isEmpty() ? text : text.replace(secret, "(hidden)");
        return cut(open.replaceAll("[\\p{Cntrl}\\s]+", " ").strip());
    }

    /** The longest beginning of the text that takes at most 2 KB as UTF-8. */
    public static String cut(String text) {
        int bytes = 0;
        int at = 0;
        while (at < text.length()) {
            int point = text.codePointAt(at);
            bytes += point < 0x80 ? 1 : point < 0x800 ? 2 : point < 0x10000 ? 3 : 4;
            if (bytes > MAX_BYTES) {
                return text.substring(0, at);
            }
            at += Character.charCount(point);
        }
        return text;
    }
}
