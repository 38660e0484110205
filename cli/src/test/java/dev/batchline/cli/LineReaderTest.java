package dev.batchline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Lines of a file as bytes. */
class LineReaderTest {
    @Test
    void readsLinesWithEitherEndAndALastOneWithout() throws IOException {
        assertThat(lines("a\nb\r\n\nç\rd")).containsExactly("a", "b", "", "ç\rd");
        assertThat(lines("a\n")).containsExactly("a");
        assertThat(lines("")).isEmpty();
    }

    @Test
    void passesOverWhatIsLongerThanTheLimit() throws IOException {
        LineReader reader = reader("12345678\nok\n");

        assertThat(reader.next()).hasSize(4);
        assertThat(reader.cutOff()).isTrue();
        assertThat(reader.length()).isEqualTo(8);
        assertThat(reader.next()).asString().isEqualTo("ok");
        assertThat(reader.cutOff()).isFalse();
        assertThat(reader.number()).isEqualTo(2);
    }

    private static List<String> lines(String text) throws IOException {
        LineReader reader = reader(text);
        List<String> lines = new ArrayList<>();
        for (byte[] line = reader.next(); line != null; line = reader.next()) {
            lines.add(new String(line, StandardCharsets.UTF_8));
        }
        return lines;
    }

    private static LineReader reader(String text) {
        return new LineReader(new ByteArrayInputStream(text.getBytes(StandardCharsets.UTF_8)), 4);
    }
}
