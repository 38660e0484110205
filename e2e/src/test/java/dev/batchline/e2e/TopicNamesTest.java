package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.schemas.Topic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The names of topics stand in the catalogue and nowhere else in the product's sources. */
class TopicNamesTest {
    private static final Pattern LITERAL = literal();

    /** A command may be called like what it shows. */
    private static final String COMMAND = "name = ";

    @Test
    void standInTheCatalogueOnly() {
        assertThat(sources())
                .isNotEmpty()
                .allSatisfy(source ->
                        assertThat(names(source)).as(source.toString()).isEmpty());
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"batch.requests\"", "\"dead-letters\"", "prefix + \"lanes\"", "prefix() + \"status\""})
    void areFound(String code) {
        assertThat(LITERAL.matcher(code).find()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"status\"", "\"batch.\"", "\"see batch.requests\"", "path + \"status\""})
    void areNotTakenForOtherWords(String code) {
        assertThat(LITERAL.matcher(code).find()).isFalse();
    }

    /** A whole literal that is a name with a prefix, a suffix that means nothing else, or a suffix behind a prefix. */
    private static Pattern literal() {
        String any = Arrays.stream(Topic.values())
                .map(topic -> Pattern.quote(topic.suffix()))
                .collect(Collectors.joining("|"));
        String unmistakable = Arrays.stream(Topic.values())
                .map(Topic::suffix)
                .filter(suffix -> suffix.matches(".*[.-].*"))
                .map(Pattern::quote)
                .collect(Collectors.joining("|"));
        return Pattern.compile(
                "\"batch\\.(" + any + ")\"|\"(" + unmistakable + ")\"|(?i:prefix)(\\(\\))? *\\+ *\"(" + any + ")\"");
    }

    private static List<String> names(Path source) {
        try (Stream<String> lines = Files.lines(source)) {
            return lines.filter(line -> LITERAL.matcher(line).find())
                    .filter(line -> !line.strip().startsWith(COMMAND))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<Path> sources() {
        try (Stream<Path> files = Files.walk(Path.of(".."))) {
            return files.filter(file -> file.toString().matches(".*/src/main/java/.*\\.java"))
                    .filter(file -> !file.endsWith("schemas/Topic.java"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
