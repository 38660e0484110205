package dev.batchline.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page of failure codes says what the catalogue says. */
class ErrorsPageTest {
    private static final Path PAGE = Path.of("..", "docs", "errors.md");

    @Test
    void isWhatTheCatalogueGives() throws IOException {
        if (Boolean.getBoolean("batchline.docs.write")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, ErrorsPage.text());
        }
        assertThat(PAGE).hasContent(ErrorsPage.text());
    }
}
