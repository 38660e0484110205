package dev.batchline.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page of topics says what the catalogue says. */
class TopicsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "topics.md");

    @Test
    void isWhatTheCatalogueGives() throws IOException {
        if (Boolean.getBoolean("docs.write")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, TopicsPage.text());
        }
        assertThat(PAGE)
                .as("docs/topics.md; to write it: mvn -pl schemas test -Dtest=TopicsPageTest -Ddocs.write=true")
                .hasContent(TopicsPage.text());
    }
}
