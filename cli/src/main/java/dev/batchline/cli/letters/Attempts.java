package dev.batchline.cli.letters;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A range of numbers of attempts, both ends included.
 *
 * @param least from
 * @param most to
 */
public record Attempts(int least, int most) {
    /** Any number. */
    static final Attempts ANY = new Attempts(0, Integer.MAX_VALUE);

    private static final Pattern FORM = Pattern.compile("(>=|<=|>|<|=)?\\s*([0-9]{1,6})");

    boolean matches(int attempt) {
        return attempt >= least && attempt <= most;
    }

    /** Reads {@code 3} or {@code >=2}; throws {@link IllegalArgumentException} if it is neither. */
    static Attempts parse(String text) {
        Matcher matcher = FORM.matcher(text.strip());
        if (!matcher.matches()) {
            throw new IllegalArgumentException("'" + text + "' is no number of attempts, such as 3 or '>=2'");
        }
        int number = Integer.parseInt(matcher.group(2));
        String sign = matcher.group(1) == null ? "=" : matcher.group(1);
        return switch (sign) {
            case ">=" -> new Attempts(number, Integer.MAX_VALUE);
            case ">" -> new Attempts(number + 1, Integer.MAX_VALUE);
            case "<=" -> new Attempts(0, number);
            case "<" -> new Attempts(0, number - 1);
            default -> new Attempts(number, number);
        };
    }
}
