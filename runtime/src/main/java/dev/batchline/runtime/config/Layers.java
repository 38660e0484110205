package dev.batchline.runtime.config;

import dev.batchline.runtime.config.ConfigurationException.Code;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.TreeMap;

/** Reads every source, lowest first, and knows each key in it. */
final class Layers {
    private Layers() {}

    /** What the sources say, in the order in which later ones win; throws for a key that cannot be set. */
    static List<RawSetting> read(ConfigSources sources) {
        List<RawSetting> settings = new ArrayList<>();
        if (sources.file() != null) {
            settings.addAll(file(sources.file()));
        }
        new TreeMap<>(sources.environment())
                .forEach((variable, text) -> EnvironmentNames.key(variable)
                        .ifPresent(key -> settings.add(new RawSetting(key, text, new Origin.Environment(variable)))));
        for (ConfigSources.Assignment override : sources.overrides()) {
            settings.add(new RawSetting(override.key(), override.value(), new Origin.CommandLine(override.flag())));
        }
        settings.forEach(setting -> Keys.check(setting.key(), setting.origin()));
        return settings;
    }

    private static List<RawSetting> file(Path path) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(path, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new ConfigurationException(
                    Code.UNREADABLE,
                    "The configuration file " + path + " cannot be read ("
                            + e.getClass().getSimpleName()
                            + "). Expected a properties file in UTF-8; look whether it is there and readable.",
                    e);
        }
        return properties.stringPropertyNames().stream()
                .sorted()
                .map(key -> new RawSetting(key, properties.getProperty(key), new Origin.File(path)))
                .toList();
    }
}
