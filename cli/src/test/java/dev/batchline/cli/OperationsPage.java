package dev.batchline.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The commands that stand in the sections of docs/operations.md. */
final class OperationsPage {
    private static final Path PAGE = Path.of("..", "docs", "operations.md");
    private static final String HEADING = "## ";
    private static final String PROGRAM = "./batchline ";
    private static final Pattern WORD = Pattern.compile("'([^']*)'|(\\S+)");

    private OperationsPage() {}

    /** The headings of its sections. */
    static List<String> sections() throws IOException {
        return Files.readAllLines(PAGE).stream()
                .filter(line -> line.startsWith(HEADING))
                .map(line -> line.substring(HEADING.length()))
                .toList();
    }

    /** The commands of one section, in order, each without the program's name and with its quotes taken away. */
    static List<List<String>> commands(String section) throws IOException {
        List<List<String>> commands = new ArrayList<>();
        boolean here = false;
        boolean shell = false;
        for (String line : Files.readAllLines(PAGE)) {
            if (line.startsWith(HEADING)) {
                here = line.equals(HEADING + section);
            } else if (line.startsWith("```")) {
                shell = line.equals("```sh");
            } else if (here && shell && line.startsWith(PROGRAM)) {
                commands.add(words(line.substring(PROGRAM.length())));
            }
        }
        return commands;
    }

    private static List<String> words(String line) {
        List<String> words = new ArrayList<>();
        Matcher matcher = WORD.matcher(line);
        while (matcher.find()) {
            words.add(matcher.group(1) == null ? matcher.group(2) : matcher.group(1));
        }
        return words;
    }
}
