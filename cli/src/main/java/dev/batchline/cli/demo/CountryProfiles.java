package dev.batchline.cli.demo;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.ObjectReader;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;

/** The profiles that come with the program. */
public final class CountryProfiles {
    private static final String RESOURCE = "country-profiles.jsonl.gz";
    private static final ObjectReader JSON = new ObjectMapper().readerFor(CountryProfile.class);

    private CountryProfiles() {}

    /** Reads them one by one in the order of the file; the caller closes the stream. */
    public static Stream<CountryProfile> stream() {
        InputStream packed = CountryProfiles.class.getResourceAsStream(RESOURCE);
        if (packed == null) {
            throw new IllegalStateException("The program was packaged without " + RESOURCE);
        }
        try {
            BufferedReader lines =
                    new BufferedReader(new InputStreamReader(new GZIPInputStream(packed), StandardCharsets.UTF_8));
            return lines.lines().map(CountryProfiles::parse).onClose(() -> close(lines));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** All of them, about half a megabyte of text. */
    public static List<CountryProfile> all() {
        try (Stream<CountryProfile> profiles = stream()) {
            return profiles.toList();
        }
    }

    /** The regions that profiles lie in, in alphabetical order. */
    public static List<String> regions() {
        try (Stream<CountryProfile> profiles = stream()) {
            return profiles.map(CountryProfile::region).distinct().sorted().toList();
        }
    }

    private static CountryProfile parse(String line) {
        try {
            return JSON.readValue(line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void close(BufferedReader lines) {
        try {
            lines.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
