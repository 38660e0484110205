package dev.batchline.runtime.config;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * The places settings are read from; what stands later wins.
 *
 * @param file a properties file in UTF-8; null for none
 * @param environment the process's environment
 * @param overrides what the command line sets
 */
public record ConfigSources(@Nullable Path file, Map<String, String> environment, List<Assignment> overrides) {
    public ConfigSources {
        environment = Map.copyOf(new TreeMap<>(environment));
        overrides = List.copyOf(overrides);
    }

    /** The environment alone. */
    public static ConfigSources of(Map<String, String> environment) {
        return new ConfigSources(null, environment, List.of());
    }

    /** The same, and this file. */
    public ConfigSources withFile(@Nullable Path path) {
        return new ConfigSources(path, environment, overrides);
    }

    /** The same, and {@code key=value} as it was given to {@code --override}. */
    public ConfigSources withOverride(String keyAndValue) {
        int equals = keyAndValue.indexOf('=');
        if (equals <= 0) {
            throw new ConfigurationException(
                    ConfigurationException.Code.BAD_VALUE,
                    "--override wants key=value, such as --override window.linger.ms=1000, and got: " + keyAndValue);
        }
        return with(keyAndValue.substring(0, equals).trim(), keyAndValue.substring(equals + 1), "--override");
    }

    /** The same, and a value that a flag of the command line stands for. */
    public ConfigSources with(String key, String value, String flag) {
        List<Assignment> all = new ArrayList<>(overrides);
        all.add(new Assignment(key, value, flag));
        return new ConfigSources(file, environment, all);
    }

    /** Names the variables only: values may be secrets. */
    @Override
    public String toString() {
        return "ConfigSources[file=" + file + ", overrides="
                + overrides.stream().map(Assignment::key).toList() + "]";
    }

    /**
     * One setting on the command line.
     *
     * @param key the setting
     * @param value its value, perhaps with references
     * @param flag the flag that sets it
     */
    public record Assignment(String key, String value, String flag) {
        @Override
        public String toString() {
            return "Assignment[" + key + " by " + flag + "]";
        }
    }
}
