package dev.batchline.runtime.config;

import dev.batchline.runtime.config.ConfigurationException.Code;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.ConfigTransformer;
import org.apache.kafka.common.config.provider.DirectoryConfigProvider;
import org.apache.kafka.common.config.provider.EnvVarConfigProvider;
import org.apache.kafka.common.config.provider.FileConfigProvider;
import org.jspecify.annotations.Nullable;

/** Replaces {@code ${env:…}}, {@code ${file:…}} and {@code ${dir:…}} in values by what they point to. */
final class References {
    private static final Pattern REFERENCE = Pattern.compile("\\$\\{(env|file|dir):[^}]*}");

    private final ConfigTransformer transformer;

    References(Map<String, String> environment) {
        FileConfigProvider files = new FileConfigProvider();
        files.configure(Map.of());
        DirectoryConfigProvider directories = new DirectoryConfigProvider();
        directories.configure(Map.of());
        EnvVarConfigProvider variables = new EnvVarConfigProvider(environment);
        variables.configure(Map.of());
        this.transformer = new ConfigTransformer(Map.of("env", variables, "file", files, "dir", directories));
    }

    /** The references in a text, as they stand there. */
    static List<String> in(String text) {
        return REFERENCE.matcher(text).results().map(MatchResult::group).toList();
    }

    /** The setting with its references replaced; empty if a variable that it refers to is not set. */
    Optional<RawSetting> resolve(RawSetting setting) {
        if (in(setting.text()).isEmpty()) {
            return Optional.of(setting);
        }
        String resolved = transform(setting);
        List<String> left =
                in(resolved).stream().filter(in(setting.text())::contains).toList();
        if (left.isEmpty()) {
            return Optional.of(setting.withText(resolved));
        }
        for (String reference : left) {
            if (!reference.startsWith("${env:")) {
                throw unreadable(setting, reference, null);
            }
        }
        return Optional.empty();
    }

    private String transform(RawSetting setting) {
        Map<String, String> text = Map.of(setting.key(), setting.text());
        try {
            return transformer.transform(text).data().getOrDefault(setting.key(), setting.text());
        } catch (ConfigException e) {
            throw unreadable(setting, String.join(", ", in(setting.text())), e);
        }
    }

    private static ConfigurationException unreadable(
            RawSetting setting, String reference, @Nullable ConfigException cause) {
        String message = setting.key() + " (" + setting.origin().describe() + ") refers to " + reference
                + ", which cannot be read. Expected ${file:/path/of.properties:key} or ${dir:/path:file}; "
                + "look whether it is there and readable.";
        return cause == null
                ? new ConfigurationException(Code.UNREADABLE, message)
                : new ConfigurationException(Code.UNREADABLE, message, cause);
    }
}
