package dev.batchline.cli;

import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.runtime.config.ConfigSources;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** The flags of every command that has settings. */
public final class ConfigOptions {
    @Option(
            names = "--config",
            paramLabel = "FILE",
            description = "Batchline's properties file. docs/configuration.md lists the settings.")
    private @Nullable Path file;

    @Option(
            names = "--override",
            paramLabel = "KEY=VALUE",
            description = "Sets one setting; wins over the file and the environment. Repeatable.")
    private List<String> overrides = new ArrayList<>();

    /** The sources that the flags name, with the environment. */
    public ConfigSources sources(Map<String, String> environment) {
        ConfigSources sources = ConfigSources.of(environment).withFile(file);
        for (String override : overrides) {
            sources = sources.withOverride(override);
        }
        return sources;
    }

    /** The settings in effect. */
    public BatchlineConfig load(Map<String, String> environment) {
        return BatchlineConfig.load(sources(environment));
    }
}
