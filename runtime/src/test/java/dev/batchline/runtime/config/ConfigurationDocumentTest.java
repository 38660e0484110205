package dev.batchline.runtime.config;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;

/** The page of settings is the one that the definitions make. */
class ConfigurationDocumentTest {
    private static final Path PAGE = Path.of("..", "docs", "configuration.md");

    @Test
    void isWhatTheDefinitionsSay() throws IOException {
        if (Boolean.getBoolean("batchline.docs.write")) {
            Files.createDirectories(PAGE.getParent());
            Files.writeString(PAGE, ConfigurationDocument.markdown());
        }

        assertThat(PAGE).hasContent(ConfigurationDocument.markdown());
    }

    @Test
    void hasEverySetting() {
        String page = ConfigurationDocument.markdown();

        assertThat(Keys.INSTALLATION.names()).allSatisfy(key -> assertThat(page).contains("| `" + key + "` |"));
        assertThat(Keys.ACCOUNT.names()).allSatisfy(key -> assertThat(page).contains("| `" + key + "` |"));
    }
}
