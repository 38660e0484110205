package dev.batchline.dst;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A file at the simulated provider.
 *
 * @param id the provider's id
 * @param name what it was uploaded as
 * @param content its bytes
 * @param createdAt when it came
 */
record ModelFile(String id, String name, byte[] content, Instant createdAt) {
    private static final Pattern CUSTOM_ID = Pattern.compile("\"custom_id\":\"([^\"]*)\"");
    private static final Pattern MARK = Pattern.compile("mark-(\\d+)");

    /** The request lines that it holds. */
    List<Line> lines() {
        List<Line> lines = new ArrayList<>();
        for (String text : new String(content, StandardCharsets.UTF_8).split("\n", -1)) {
            if (!text.isEmpty()) {
                lines.add(line(text));
            }
        }
        return lines;
    }

    /** What nobody can read is nobody's request. */
    private static Line line(String text) {
        Matcher id = CUSTOM_ID.matcher(text);
        Matcher mark = MARK.matcher(text);
        boolean readable = id.find() && mark.find();
        return readable
                ? new Line(id.group(1), Integer.parseInt(mark.group(1)), text.length() + 1)
                : new Line("", -1, text.length() + 1);
    }

    /** The mark of a request in a text that holds one. */
    static int mark(String text) {
        return Integer.parseInt(find(MARK, text));
    }

    private static String find(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        if (!found.find()) {
            throw new IllegalStateException("no " + pattern + " in " + text);
        }
        return found.group(1);
    }

    /**
     * A request line.
     *
     * @param customId on the wire
     * @param mark of the request, which no other has
     * @param bytes with its line feed
     */
    record Line(String customId, int mark, int bytes) {}
}
