package dev.batchline.runtime.config;

import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.TreeMap;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.types.Password;

/** The page that lists every setting, written from the definitions. */
final class ConfigurationDocument {
    private ConfigurationDocument() {}

    /** The page as Markdown. */
    static String markdown() {
        StringBuilder page = new StringBuilder("""
            # Configuration

            <!-- Written from dev.batchline.runtime.config.Definitions. To write it again:
                 mvn -pl runtime -am test -Dbatchline.docs.write=true -->

            Settings are read from a properties file in UTF-8 (`--config FILE`), then from the environment,
            then from `--override key=value`; what is read later wins. `./batchline config` shows what is in effect
            and where each value came from.

            - **Environment:** `BATCHLINE_` and the key in upper case with `_` for each dot: `window.linger.ms` is
              `BATCHLINE_WINDOW_LINGER_MS`.
            - **References:** `${env:NAME}` is a variable of the environment, `${file:/path/of.properties:key}`
              an entry of a properties file, `${dir:/path:file}` the content of a file, as Kubernetes mounts
              a secret. A value that refers to a variable that is not set counts as not set: what is read before it
              holds, and if nothing is, the start ends with a message.
            - **Secrets** are never printed.
            - **Unknown keys** end the start with the nearest known one.
            - Times are in milliseconds, sizes in bytes.

            """);
        for (String group : Definitions.groups()) {
            table(page, group, keys(group));
        }
        page.append("""
            ## Each account

            `account.<name>.` stands before each of these. A name is of lower-case letters and digits and begins
            with a letter. `account.<name>.budget.queued.tokens.<model>` has no environment variable.

            """);
        rows(page, ordered(Keys.ACCOUNT.configKeys().values().stream().toList()));
        page.append("""
            ## Settings of Kafka

            What stands behind one of these prefixes is given to Kafka as it is, such as
            `kafka.security.protocol` or `producer.compression.type`.

            | prefix | for |
            |---|---|
            """);
        new TreeMap<>(Definitions.PASS_THROUGH)
                .forEach((prefix, use) -> page.append("| `")
                        .append(prefix)
                        .append("*` | ")
                        .append(use)
                        .append(" |\n"));
        page.append("\nThese cannot be set there:\n\n");
        new TreeMap<>(Definitions.NOT_YOURS)
                .forEach((key, advice) -> page.append("- `")
                        .append(key)
                        .append("`: ")
                        .append(advice)
                        .append('\n'));
        return page.toString();
    }

    /** A default as it would be written in a file. */
    static String text(Object value) {
        return switch (value) {
            case Password password -> password.value();
            case List<?> list ->
                String.join(",", list.stream().map(Objects::toString).toList());
            default -> value.toString();
        };
    }

    private static void table(StringBuilder page, String group, List<ConfigKey> keys) {
        page.append("## ").append(group).append("\n\n");
        rows(page, keys);
    }

    private static void rows(StringBuilder page, List<ConfigKey> keys) {
        page.append("| key | default | what it is | expected |\n|---|---|---|---|\n");
        for (ConfigKey key : keys) {
            String initial = key.defaultValue == null ? "" : "`" + text(key.defaultValue) + "`";
            page.append("| `").append(key.name).append("` | ").append(initial).append(" | ");
            page.append(key.documentation).append(" | ").append(key.validator).append(" |\n");
        }
        page.append('\n');
    }

    private static List<ConfigKey> keys(String group) {
        return ordered(Keys.INSTALLATION.configKeys().values().stream()
                .filter(key -> group.equals(key.group))
                .toList());
    }

    private static List<ConfigKey> ordered(List<ConfigKey> keys) {
        return keys.stream()
                .sorted(Comparator.comparingInt(key -> key.orderInGroup))
                .toList();
    }
}
