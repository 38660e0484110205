package dev.batchline.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/** A look at an input file that nobody has checked yet. */
final class InputPeek {

    private InputPeek() {}

    /** The model that the first line names, if it is a request line. */
    static @Nullable String firstModel(Path path) {
        try (InputStream bytes = Files.newInputStream(path)) {
            LineReader lines = new LineReader(bytes);
            return lines.next() && lines.length() > 0
                    ? RequestLine.parse(lines.buffer(), lines.length()).model()
                    : null;
        } catch (IOException e) {
            return null;
        }
    }
}
