package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;

/** The image is built from every module, and the ports of the installation stay on this machine. */
class ContainerImageTest {
    private static final Path ROOT = Path.of("..");

    @Test
    void copiesThePomOfEveryModuleAndTheSourcesOfThoseThatRun() {
        String dockerfile = read("Dockerfile");

        assertThat(modules())
                .isNotEmpty()
                .allSatisfy(module -> assertThat(dockerfile).contains("COPY " + module + "/pom.xml " + module + "/\n"));
        assertThat(modules())
                .filteredOn(module -> Files.exists(ROOT.resolve(module).resolve("src/main/resources"))
                        || read("cli/pom.xml").contains("<artifactId>" + module + "</artifactId>"))
                .isNotEmpty()
                .allSatisfy(module -> assertThat(dockerfile)
                        .contains("COPY " + module + "/src/main " + module + "/src/main\n")
                        .containsPattern("(for module in [^;]*\\b" + module + "\\b|cp " + module + "/target)"));
    }

    @Test
    void publishesPortsOnTheLoopbackAddressOnly() {
        List<String> ports = Pattern.compile("- ([\\d.:]+:\\d+)\\R")
                .matcher(read("docker-compose.yml"))
                .results()
                .map(MatchResult::group)
                .toList();

        assertThat(ports).isNotEmpty().allSatisfy(port -> assertThat(port).startsWith("- 127.0.0.1:"));
    }

    private static List<String> modules() {
        return Pattern.compile("<module>([^<]+)</module>")
                .matcher(read("pom.xml"))
                .results()
                .map(match -> match.group(1))
                .toList();
    }

    private static String read(String file) {
        try {
            return Files.readString(ROOT.resolve(file), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new AssertionError(file, e);
        }
    }
}
