package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
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
        assertThat(sources()).containsKeys(named.toArray(String[]::new));
    }

    @Test
    void namesTestsForEveryRow() throws IOException {
        assertThat(ROW.matcher(page()).results())
                .hasSize(13)
                .allSatisfy(
                        row -> assertThat(names(row.group())).as(row.group()).isNotEmpty());
    }

    /** These come by every row, or by those that need it; the others say with a tag which row they show. */
    @Test
    void namesTestsThatShowTheirRow() throws IOException {
        Map<String, String> sources = sources();
        List<String> wrong = new ArrayList<>();
        ROW.matcher(page()).results().forEach(row -> {
            String number = row.group().split("\\|", -1)[1].strip();
            Set<String> named = names(row.group());
            named.removeAll(Set.of("RandomFaultsTest", "GuardsTest"));
            named.stream()
                    .filter(name -> !sources.getOrDefault(name, "").contains("@Tag(\"crash-row-" + number + "\")"))
                    .forEach(name -> wrong.add(name + " does not show row " + number));
        });
        assertThat(wrong).isEmpty();
    }

    private static Set<String> names(String text) {
        return NAME.matcher(text)
                .results()
                .map((MatchResult found) -> found.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** The text of each test by the name of its class. */
    private static Map<String, String> sources() throws IOException {
        Map<String, String> sources = new HashMap<>();
        try (Stream<Path> files = Files.walk(Path.of(".."))) {
            for (Path file : (Iterable<Path>) files::iterator) {
                if (file.toString().matches(".*/src/test/java/.*(Test|IT)\\.java")) {
                    sources.put(file.getFileName().toString().replace(".java", ""), Files.readString(file));
                }
            }
        }
        return sources;
    }

    private static String page() throws IOException {
        return Files.readString(Path.of("..", "docs", "guarantees.md"));
    }
}
