package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.simulator.FaultFile;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Each row of the page of misbehaviours can be played and is shown by a test, and no such test is left out. */
class MisbehaviourDocumentTest {
    private static final Path PAGE = Path.of("..", "docs", "misbehaviour.md");
    private static final Pattern ROW =
            Pattern.compile("^\\| (\\d+) \\|[^|]*\\|[^|]*\\|[^|]*\\|([^|]*)\\|([^|]*)\\|$", Pattern.MULTILINE);
    private static final Pattern KIND = Pattern.compile("`(\\w+)`");
    private static final Pattern TEST_METHOD =
            Pattern.compile("@(?:Test|ParameterizedTest)(?:\\s+@[^\\n]*)*\\s+void (\\w+)\\(");

    private final List<MatchResult> rows = ROW.matcher(text(PAGE)).results().toList();

    @Test
    void hasEveryRowOnce() {
        assertThat(rows)
                .extracting(row -> Integer.parseInt(row.group(1)))
                .containsExactlyElementsOf(IntStream.rangeClosed(1, 21).boxed().toList());
    }

    @Test
    void namesFaultsThatTheSimulatorPlays() {
        assertThat(rows)
                .allSatisfy(row -> assertThat(kinds(row))
                        .as("row %s", row.group(1))
                        .isNotEmpty()
                        .isSubsetOf(FaultFile.kinds()));
        assertThat(rows.stream().flatMap(row -> kinds(row).stream())).containsAll(FaultFile.kinds());
    }

    @Test
    void namesTestsThatAreThere() {
        Set<String> there = tests("[A-Z]\\w*(?:Test|IT)");
        assertThat(rows)
                .allSatisfy(row -> assertThat(shown(row))
                        .as("row %s", row.group(1))
                        .isNotEmpty()
                        .isSubsetOf(there));
    }

    @Test
    void leavesNoTestOut() {
        assertThat(rows.stream().flatMap(row -> shown(row).stream()))
                .containsAll(tests("Misbehaving(?:Results|Batches)IT"));
    }

    private static Set<String> kinds(MatchResult row) {
        return KIND.matcher(row.group(2)).results().map(kind -> kind.group(1)).collect(Collectors.toSet());
    }

    private static List<String> shown(MatchResult row) {
        return List.of(row.group(3).strip().split(",\\s*", -1));
    }

    /** {@code Class.method} of every test in a class whose name matches. */
    private static Set<String> tests(String names) {
        try (Stream<Path> files = Files.walk(Path.of(".."))) {
            return files.filter(file -> file.toString().matches(".*/src/test/java/.*/" + names + "\\.java"))
                    .flatMap(MisbehaviourDocumentTest::tests)
                    .collect(Collectors.toCollection(TreeSet::new));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Stream<String> tests(Path source) {
        String type = source.getFileName().toString().replace(".java", "");
        return TEST_METHOD.matcher(text(source)).results().map(found -> type + "." + found.group(1));
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
