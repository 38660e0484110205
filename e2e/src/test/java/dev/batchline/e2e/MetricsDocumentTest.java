package dev.batchline.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import dev.batchline.runtime.metrics.MeterEntry;
import dev.batchline.runtime.metrics.MetricsDocument;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The page of meters is the one that the lists make, and the lists keep to the rules of names. */
class MetricsDocumentTest {
    private static final Path PAGE = Path.of("..", "docs", "metrics.md");

    /** What would make a series of every item or batch. */
    private static final Set<String> NEVER_TAGS =
            Set.of("custom_id", "batch", "batch_id", "window", "window_id", "error", "message", "offset", "life");

    @Test
    void isWhatTheListsSay() throws IOException {
        String page = MetricsDocument.markdown(MeterLists.byPart());
        if (Boolean.getBoolean("batchline.docs.write")) {
            Files.writeString(PAGE, page);
        }

        assertThat(PAGE).hasContent(page);
    }

    @Test
    void everyMeterHasANameOfItsOwnAndFewSeries() {
        Set<String> names = new HashSet<>();
        assertThat(MeterLists.byPart().values().stream().flatMap(List::stream)).allSatisfy(entry -> {
            assertThat(entry.name()).matches("batchline(\\.[a-z]+)+");
            assertThat(names.add(entry.name()))
                    .as("%s is there once", entry.name())
                    .isTrue();
            assertThat(entry.tags()).doesNotContainAnyElementsOf(NEVER_TAGS);
            assertThat(entry.meaning()).endsWith(".").doesNotContain("|");
            assertThat(entry.kind() != MeterEntry.Kind.TIMER || entry.unit().equals("seconds"))
                    .isTrue();
        });
    }
}
