package dev.batchline.cli.letters;

import java.util.regex.Pattern;

/** Patterns as shells have them: {@code *} is any text, {@code ?} one character, all else is itself. */
final class Glob {
    private Glob() {}

    static Pattern compile(String glob) {
        StringBuilder regex = new StringBuilder();
        glob.codePoints().forEach(letter -> {
            switch (letter) {
                case '*' -> regex.append(".*");
                case '?' -> regex.append('.');
                default -> regex.append(Pattern.quote(Character.toString(letter)));
            }
        });
        return Pattern.compile(regex.toString(), Pattern.DOTALL);
    }
}
