package dev.batchline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start with a price file that is none ends with one message before anything is reached. */
class PricesFileTest {
    private static final String HEAD = "{\"version\":\"v\",\"currency\":\"USD\",\"per_tokens\":1000000,";

    @TempDir
    Path directory;

    @Test
    void thatIsNotThere() {
        assertRefused(directory.resolve("none.json"), "prices.file is ", "which cannot be read", "price file");
    }

    @Test
    void thatIsNoJson() throws IOException {
        assertRefused(Files.writeString(directory.resolve("a.json"), "no"), "prices.file: ", "docs/costs.md");
    }

    @Test
    void thatHasAnUnknownField() throws IOException {
        String text = HEAD + "\"prices\":[],\"more\":1}";
        assertRefused(Files.writeString(directory.resolve("b.json"), text), "prices.file: ", "more");
    }

    @Test
    void thatHasNegativePrices() throws IOException {
        String text = HEAD + "\"prices\":[{\"provider\":\"openai\","
                + "\"model\":\"m\",\"standard\":{\"input\":1,\"output\":1},\"batch\":{\"input\":-1,\"output\":1}}]}";
        assertRefused(Files.writeString(directory.resolve("c.json"), text), "prices.file: ", "m has a negative price");
    }

    private static void assertRefused(Path file, String... words) {
        Run run = Run.of(
                "run",
                "--override",
                "prices.file=" + file,
                "--override",
                "account.openai.api.key=any",
                "--override",
                "bootstrap.servers=127.0.0.1:1");
        assertThat(run.exitCode()).isEqualTo(2);
        assertThat(run.err().lines()).hasSize(1);
        assertThat(run.err()).startsWith("batchline: ").contains(words).contains(file.toString());
    }
}
