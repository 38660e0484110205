package dev.batchline.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The forms of a table. */
class TableTest {
    private final Table table =
            new Table(List.of("key", "value"), List.of(List.of("a", "plain"), List.of("longer", "x, \"y\"\nz")));

    @Test
    void alignsColumnsForPeople() {
        Table plain = new Table(List.of("key", "value"), List.of(List.of("a", "1"), List.of("longer", "2")));

        assertThat(print(plain, OutputOptions.Format.table)).isEqualTo("KEY     VALUE\na       1\nlonger  2\n");
    }

    @Test
    void quotesWhatCsvNeedsQuoted() {
        assertThat(print(table, OutputOptions.Format.csv))
                .isEqualTo("key,value\r\na,plain\r\nlonger,\"x, \"\"y\"\"\nz\"\r\n");
    }

    @Test
    void makesAnObjectOfEachRow() {
        assertThat(print(table, OutputOptions.Format.json).replaceAll("\\s", ""))
                .isEqualTo("[{\"key\":\"a\",\"value\":\"plain\"},{\"key\":\"longer\",\"value\":\"x,\\\"y\\\"\\nz\"}]");
    }

    @Test
    void writesNumbersAsNumbersInJson() {
        Table counted = new Table(List.of("key", "count"), List.of(List.of("1", "2")), Set.of("count"));

        assertThat(print(counted, OutputOptions.Format.json).replaceAll("\\s", ""))
                .isEqualTo("[{\"key\":\"1\",\"count\":2}]");
    }

    private static String print(Table table, OutputOptions.Format format) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        table.print(new PrintStream(out, true, StandardCharsets.UTF_8), format);
        return out.toString(StandardCharsets.UTF_8);
    }
}
