package dev.batchline.cli;

import dev.batchline.runtime.config.BatchlineConfig;
import dev.batchline.runtime.config.ConfigSources;
import dev.batchline.runtime.config.KafkaSettings;
import java.io.IOException;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Properties;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** The flags of Kafka's own tools, beside those of every command; they win over the settings. */
public final class KafkaOptions {
    private static final String BOOTSTRAP = "bootstrap.servers";

    @Mixin
    private ConfigOptions config = new ConfigOptions();

    @Option(
            names = "--bootstrap-server",
            paramLabel = "HOST:PORT",
            description = "Brokers to begin with, joined by commas.")
    private @Nullable String bootstrapServer;

    @Option(
            names = "--command-config",
            paramLabel = "FILE",
            description = "Properties for Kafka clients, as Kafka's own tools take them.")
    private @Nullable Path commandConfig;

    @Option(
            names = "--command-property",
            paramLabel = "KEY=VALUE",
            description = "One property for Kafka clients; wins over --command-config. Repeatable.")
    private Map<String, String> commandProperties = new LinkedHashMap<>();

    /** The settings in effect, with the way to Kafka that the flags name. */
    public BatchlineConfig load(Map<String, String> environment) {
        Map<String, String> properties = new HashMap<>(commandConfig == null ? Map.of() : read(commandConfig));
        properties.putAll(commandProperties);
        ConfigSources sources = config.sources(environment);
        String servers = properties.remove(BOOTSTRAP);
        if (servers != null) {
            sources = sources.with(BOOTSTRAP, servers, "--command-config");
        }
        if (bootstrapServer != null) {
            sources = sources.with(BOOTSTRAP, bootstrapServer, "--bootstrap-server");
        }
        BatchlineConfig loaded = BatchlineConfig.load(sources);
        KafkaSettings kafka = loaded.kafka().withClientProperties(properties);
        return new BatchlineConfig(
                kafka, loaded.topics(), loaded.accounts(), loaded.windows(), loaded.batches(), loaded.host());
    }

    private static Map<String, String> read(Path file) {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file, StandardCharsets.UTF_8)) {
            properties.load(reader);
        } catch (IOException | IllegalArgumentException e) {
            throw new CommandException(
                    ExitCodes.USAGE,
                    "--command-config " + file + " cannot be read ("
                            + e.getClass().getSimpleName()
                            + "). Expected a properties file; look whether it is there and readable.",
                    e);
        }
        Map<String, String> values = new HashMap<>();
        properties.stringPropertyNames().forEach(key -> values.put(key, properties.getProperty(key)));
        return values;
    }
}
