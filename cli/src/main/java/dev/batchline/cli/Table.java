package dev.batchline.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/**
 * Rows under columns, to be shown in one of three forms.
 *
 * @param columns their names, lower case
 * @param rows texts, as many a row as there are columns
 * @param numbers columns whose texts are whole numbers
 */
public record Table(List<String> columns, List<List<String>> rows, Set<String> numbers) {
    private static final ObjectMapper JSON = new ObjectMapper();

    public Table {
        columns = List.copyOf(columns);
        rows = rows.stream().map(List::copyOf).toList();
        numbers = Set.copyOf(numbers);
    }

    /** Rows of texts. */
    public Table(List<String> columns, List<List<String>> rows) {
        this(columns, rows, Set.of());
    }

    /** Prints it. */
    public void print(PrintStream out, OutputOptions.Format format) {
        switch (format) {
            case table -> lines().forEach(out::println);
            case json -> out.println(json());
            case csv -> csv().forEach(line -> out.print(line + "\r\n"));
        }
        out.flush();
    }

    /** The lines that people see: the columns, then the rows. */
    public List<String> lines() {
        List<List<String>> all = new ArrayList<>();
        all.add(columns.stream().map(name -> name.toUpperCase(Locale.ROOT)).toList());
        all.addAll(rows);
        return all.stream()
                .map(row -> {
                    StringBuilder line = new StringBuilder();
                    for (int column = 0; column < row.size(); column++) {
                        line.append(row.get(column));
                        line.repeat(' ', width(all, column) - row.get(column).length() + 2);
                    }
                    return line.toString().stripTrailing();
                })
                .toList();
    }

    private static int width(List<List<String>> all, int column) {
        return all.stream().mapToInt(row -> row.get(column).length()).max().orElse(0);
    }

    private String json() {
        ArrayNode array = JSON.createArrayNode();
        for (List<String> row : rows) {
            ObjectNode object = array.addObject();
            for (int column = 0; column < columns.size(); column++) {
                put(object, columns.get(column), row.get(column));
            }
        }
        try {
            return JSON.writerWithDefaultPrettyPrinter().writeValueAsString(array);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException(e);
        }
    }

    private void put(ObjectNode object, String column, String text) {
        if (numbers.contains(column)) {
            object.put(column, Long.parseLong(text));
        } else {
            object.put(column, text);
        }
    }

    private List<String> csv() {
        List<String> lines = new ArrayList<>();
        lines.add(csvLine(columns));
        rows.forEach(row -> lines.add(csvLine(row)));
        return lines;
    }

    private static String csvLine(List<String> cells) {
        return String.join(",", cells.stream().map(Table::csvCell).toList());
    }

    private static String csvCell(String text) {
        boolean plain = text.chars().noneMatch(letter -> ",\"\r\n".indexOf(letter) >= 0);
        return plain ? text : '"' + text.replace("\"", "\"\"") + '"';
    }
}
