package dev.batchline.runtime;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;

/**
 * Bytes that some version of the program wrote, kept in a file: a line for each, with its group, its key and its bytes
 * in Base64, divided by tabs.
 *
 * @param groups by the name of a store or a topic, the bytes by their keys
 */
public record RecordedBytes(Map<String, Map<String, byte[]>> groups) {
    /** The commit whose program wrote what is kept. */
    public static final String VERSION = "ed674a5";

    private static final String WRITE = "batchline.recorded.write";

    /** Those of that version that lie beside a test. */
    public static RecordedBytes of(Class<?> test) {
        String name = "/recorded/" + VERSION + ".tsv";
        Map<String, Map<String, byte[]>> groups = new TreeMap<>();
        try (InputStream in = Objects.requireNonNull(test.getResourceAsStream(name), name);
                BufferedReader lines = new BufferedReader(new InputStreamReader(in, StandardCharsets.UTF_8))) {
            for (String line = lines.readLine(); line != null; line = lines.readLine()) {
                String[] cells = line.split("\t", -1);
                groups.computeIfAbsent(cells[0], unused -> new TreeMap<>())
                        .put(cells[1], Base64.getDecoder().decode(cells[2]));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new RecordedBytes(groups);
    }

    /** The bytes of a group. */
    public Map<String, byte[]> group(String name) {
        return groups.getOrDefault(name, Map.of());
    }

    /** Where to write what this version of the program writes; empty if it is to be read instead. */
    public static String writeTo() {
        return System.getProperty(WRITE, "");
    }

    /** Keeps them in a file. */
    public void write(Path file) {
        List<String> lines = new ArrayList<>();
        groups.forEach((group, entries) -> new TreeMap<>(entries)
                .forEach((key, bytes) -> lines.add(
                        group + "\t" + key + "\t" + Base64.getEncoder().encodeToString(bytes))));
        try {
            Files.createDirectories(file.toAbsolutePath().getParent());
            Files.write(file, lines);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
