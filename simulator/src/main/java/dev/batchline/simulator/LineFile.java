package dev.batchline.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedOutputStream;
import java.io.Closeable;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** A file of JSON lines in the making. */
final class LineFile implements Closeable {

    private static final byte[] FILLER = filler();

    private final Path path;
    private final OutputStream out;
    private long lines;
    private boolean taken;

    LineFile(Path path) throws IOException {
        this.path = path;
        this.out = new BufferedOutputStream(Files.newOutputStream(path), 64 * 1024);
    }

    void append(ObjectNode line) throws IOException {
        out.write(Json.MAPPER.writeValueAsBytes(line));
        out.write('\n');
        lines++;
    }

    /** Appends an answer whose text is replaced by one of so many bytes, which never stands in memory. */
    void append(ObjectNode line, long bytes) throws IOException {
        String mark = Ids.hex();
        ObjectNode marked = line.deepCopy();
        replaceText(marked, mark);
        String text = Json.MAPPER.writeValueAsString(marked);
        int at = text.indexOf(mark);
        out.write(text.substring(0, at).getBytes(StandardCharsets.UTF_8));
        for (long left = bytes; left > 0; left -= FILLER.length) {
            out.write(FILLER, 0, (int) Math.min(left, FILLER.length));
        }
        out.write(text.substring(at + mark.length()).getBytes(StandardCharsets.UTF_8));
        out.write('\n');
        lines++;
    }

    /** Ends writing; null if there is no line and the file is not wanted {@code evenEmpty}. */
    @Nullable
    Path take(boolean evenEmpty) throws IOException {
        out.close();
        taken = evenEmpty || lines > 0;
        return taken ? path : null;
    }

    @Override
    public void close() throws IOException {
        out.close();
        if (!taken) {
            FileStore.erase(path);
        }
    }

    /** Where the endpoints have their text; an answer without one gets a field more. */
    private static void replaceText(ObjectNode line, String text) {
        if (line.at("/response/body/choices/0/message") instanceof ObjectNode chat) {
            chat.put("content", text);
        } else if (line.at("/response/body/output/0/content/0") instanceof ObjectNode response) {
            response.put("text", text);
        } else if (line.at("/response/body/choices/0") instanceof ObjectNode completion) {
            completion.put("text", text);
        } else {
            line.withObject("/response/body").put("padding", text);
        }
    }

    private static byte[] filler() {
        byte[] filler = new byte[8 * 1024];
        Arrays.fill(filler, (byte) 'x');
        return filler;
    }
}
