package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each invariant and each crash row is named by a test that shows it: {@code Invariant I7}, {@code Crash row 5}. */
class InvariantsNamedTest {
    private static final Pattern NAMED = Pattern.compile(
            "\\b(Invariants?|Crash rows?) ((?:I?\\d+)(?:(?:, | and |, and )I?\\d+)*)", Pattern.CASE_INSENSITIVE);
    private static final Pattern NUMBER = Pattern.compile("\\d+");

    @Test
    void eachInvariantHasTest() {
        assertThat(missing("I", 16)).as("invariants that no test names").isEmpty();
    }

    @Test
    void eachCrashRowHasTest() {
        assertThat(missing("", 12)).as("crash rows that no test names").isEmpty();
    }

    private static List<String> missing(String letter, int count) {
        Map<String, List<Path>> named = named();
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> letter + number)
                .filter(name -> !named.containsKey(name))
                .toList();
    }

    /** What the test sources name, and where. */
    private static Map<String, List<Path>> named() {
        Map<String, List<Path>> named = new TreeMap<>();
        for (Path source : sources()) {
            Matcher mention = NAMED.matcher(text(source));
            while (mention.find()) {
                boolean row = mention.group(1).regionMatches(true, 0, "Crash", 0, 5);
                Matcher number = NUMBER.matcher(mention.group(2));
                while (number.find()) {
                    named.computeIfAbsent((row ? "" : "I") + number.group(), unused -> new ArrayList<>())
                            .add(source);
                }
            }
        }
        return named;
    }

    /** The text without line ends and stars of comments, so that a name may run over two lines. */
    private static String text(Path source) {
        try {
            return Files.readString(source).replaceAll("\\s*\\n\\s*(?:\\*|//)?\\s*", " ");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> sources() {
        try (Stream<Path> files = Files.walk(Path.of(".."))) {
            return files.filter(file -> file.toString().matches(".*/src/test/java/.*(Test|IT)\\.java"))
                    .filter(file -> !file.endsWith("InvariantsNamedTest.java"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
