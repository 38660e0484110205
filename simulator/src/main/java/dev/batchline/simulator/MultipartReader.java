package dev.batchline.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads a {@code multipart/form-data} body part by part, holding one buffer of it at a time. */
final class MultipartReader {

    private static final int BUFFER = 128 * 1024;
    private static final int LONGEST_HEADERS = 16 * 1024;
    private static final Pattern BOUNDARY = Pattern.compile("(?i)boundary=(?:\"([^\"]+)\"|([^;\\s]+))");
    private static final Pattern NAME = Pattern.compile("(?i)[;\\s]name=(?:\"([^\"]*)\"|([^;\\s]+))");
    private static final Pattern FILENAME = Pattern.compile("(?i)[;\\s]filename=(?:\"([^\"]*)\"|([^;\\s]+))");

    private final InputStream source;
    private final byte[] delimiter;
    private final byte[] buffer = new byte[BUFFER];
    private int position;
    private int limit;
    private boolean sourceEnded;
    private @Nullable PartBody current;

    /**
     * One part of the form.
     *
     * @param name the field's name, empty if it has none
     * @param filename the file's name; null if the part names none
     * @param body the part's bytes, readable until the next part is asked for
     */
    record Part(String name, @Nullable String filename, InputStream body) {}

    private MultipartReader(InputStream source, String boundary) {
        this.source = source;
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.ISO_8859_1);
        // A body may begin with its first boundary: with this line break it looks like every other one.
        buffer[0] = '\r';
        buffer[1] = '\n';
        limit = 2;
    }

    /** A reader for a body with this content type; empty if it is no multipart form. */
    static Optional<MultipartReader> of(@Nullable String contentType, InputStream source) {
        if (contentType == null || !contentType.toLowerCase(Locale.ROOT).startsWith("multipart/form-data")) {
            return Optional.empty();
        }
        return group(BOUNDARY, contentType).map(boundary -> new MultipartReader(source, boundary));
    }

    /** The next part, or empty after the last; what is unread of the part before is skipped. */
    Optional<Part> next() throws IOException {
        PartBody before = current == null ? new PartBody() : current;
        before.transferTo(OutputStream.nullOutputStream());
        if (!atDelimiter()) {
            throw new IOException("the multipart body ends before its closing boundary");
        }
        position += delimiter.length;
        String rest = readLine();
        if (rest.startsWith("--")) {
            return Optional.empty();
        }
        Map<String, String> headers = readHeaders();
        String disposition = headers.getOrDefault("content-disposition", "");
        PartBody body = new PartBody();
        current = body;
        return Optional.of(new Part(
                group(NAME, disposition).orElse(""),
                group(FILENAME, disposition).orElse(null),
                body));
    }

    private Map<String, String> readHeaders() throws IOException {
        Map<String, String> headers = new HashMap<>();
        int read = 0;
        for (String line = readLine(); !line.isEmpty(); line = readLine()) {
            read += line.length();
            int colon = line.indexOf(':');
            if (colon < 0 || read > LONGEST_HEADERS) {
                throw new IOException("malformed multipart header");
            }
            headers.put(
                    line.substring(0, colon).strip().toLowerCase(Locale.ROOT),
                    line.substring(colon + 1).strip());
        }
        return headers;
    }

    private String readLine() throws IOException {
        StringBuilder line = new StringBuilder();
        while (line.length() <= LONGEST_HEADERS) {
            if (position == limit && !fill()) {
                return line.toString();
            }
            char c = (char) (buffer[position++] & 0xFF);
            if (c == '\n') {
                String raw = line.toString();
                String text = new String(raw.getBytes(StandardCharsets.ISO_8859_1), StandardCharsets.UTF_8);
                return text.endsWith("\r") ? text.substring(0, text.length() - 1) : text;
            }
            line.append(c);
        }
        throw new IOException("multipart header line too long");
    }

    private static Optional<String> group(Pattern pattern, String text) {
        Matcher matcher = pattern.matcher(text);
        if (!matcher.find()) {
            return Optional.empty();
        }
        return Optional.of(matcher.group(1) != null ? matcher.group(1) : matcher.group(2));
    }

    /** Shifts what is unread to the front and reads more behind it; false when nothing came. */
    private boolean fill() throws IOException {
        if (position > 0) {
            System.arraycopy(buffer, position, buffer, 0, limit - position);
            limit -= position;
            position = 0;
        }
        if (sourceEnded || limit == buffer.length) {
            return false;
        }
        int read = source.read(buffer, limit, buffer.length - limit);
        if (read < 0) {
            sourceEnded = true;
            return false;
        }
        limit += read;
        return read > 0;
    }

    private boolean atDelimiter() throws IOException {
        while (limit - position < delimiter.length) {
            if (!fill()) {
                return false;
            }
        }
        return matches(position, delimiter.length);
    }

    private boolean matches(int from, int length) {
        for (int i = 0; i < length; i++) {
            if (buffer[from + i] != delimiter[i]) {
                return false;
            }
        }
        return true;
    }

    /** How many bytes from the position on surely belong to the part; 0 only at a delimiter. */
    private int plainBytes() throws IOException {
        while (true) {
            int from = position;
            while (from < limit && !(buffer[from] == '\r' && matches(from, Math.min(delimiter.length, limit - from)))) {
                from++;
            }
            boolean whole = limit - from >= delimiter.length;
            if (from > position || whole) {
                return from - position;
            }
            if (!fill()) {
                throw new IOException("the multipart body ends before its closing boundary");
            }
        }
    }

    /** The bytes of one part, up to the next delimiter. */
    private final class PartBody extends InputStream {

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] target, int offset, int length) throws IOException {
            int plain = plainBytes();
            if (plain == 0) {
                return -1;
            }
            int count = Math.min(plain, length);
            System.arraycopy(buffer, position, target, offset, count);
            position += count;
            return count;
        }
    }
}
