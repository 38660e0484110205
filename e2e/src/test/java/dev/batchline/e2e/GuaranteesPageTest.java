package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** The tests that {@code docs/guarantees.md} names are there, and each row of the crash table names one. */
class GuaranteesPageTest {
    private static final Pattern NAME = Pattern.compile("`(\\w+(?:Test|IT))`");
    private static final Pattern ROW = Pattern.compile("(?m)^\\| (\\d+) \\|.*");

    @Test
    void namesTestsThatAreThere() throws IOException {
        Set<String> named = names(page());
        assertThat(named).hasSizeGreaterThan(10);
        assertThat(tests()).containsAll(named);
    }

    @Test
    void namesTestsForEveryRow() throws IOException {
        assertThat(ROW.matcher(page()).results())
                .hasSize(12)
                .allSatisfy(
                        row -> assertThat(names(row.group())).as(row.group()).isNotEmpty());
    }

    private static Set<String> names(String text) {
        return NAME.matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<String> tests() throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(".."))) {
            return files.filter(file -> file.toString().matches(".*/src/test/java/.*(Test|IT)\\.java"))
                    .map(file -> file.getFileName().toString().replace(".java", ""))
                    .collect(Collectors.toSet());
        }
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("..", "docs", "guarantees.md"));
    }
}
