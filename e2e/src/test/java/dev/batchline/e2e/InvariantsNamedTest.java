package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Each invariant and each row of the crash table has a test that shows it and carries its tag, such as
 * {@code invariant-7} or {@code crash-row-5}; {@code mvn verify -Dgroups=crash-row-5} runs those.
 */
class InvariantsNamedTest {
    private static final Pattern TAG = Pattern.compile("@Tag\\(\"((?:invariant|crash-row)-\\d+)\"\\)");

    private final Set<String> tags = tags();

    @Test
    void eachInvariantHasTest() {
        assertThat(missing("invariant-", 16)).as("invariants without a test").isEmpty();
    }

    @Test
    void eachCrashRowHasTest() {
        assertThat(missing("crash-row-", 13)).as("crash rows without a test").isEmpty();
    }

    private List<String> missing(String kind, int count) {
        return IntStream.rangeClosed(1, count)
                .mapToObj(number -> kind + number)
                .filter(name -> !tags.contains(name))
                .toList();
    }

    private static Set<String> tags() {
        try (Stream<Path> files = Files.walk(Path.of(".."))) {
            return files.filter(file -> file.toString().matches(".*/src/test/java/.*(Test|IT)\\.java"))
                    .flatMap(file -> TAG.matcher(text(file)).results())
                    .map((MatchResult found) -> found.group(1))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String text(Path source) {
        try {
            return Files.readString(source);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
