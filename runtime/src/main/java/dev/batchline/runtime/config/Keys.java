package dev.batchline.runtime.config;

import dev.batchline.runtime.config.ConfigurationException.Code;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

/** Tells what a key stands for, and names the nearest one if it stands for nothing. */
final class Keys {
    static final ConfigDef INSTALLATION = Definitions.installation();
    static final ConfigDef ACCOUNT = Definitions.account();

    private static final Pattern ACCOUNT_KEY =
            Pattern.compile("account\\.(" + Definitions.ACCOUNT_NAME + ")\\.(.+)", Pattern.DOTALL);

    private Keys() {}

    /** The definition of a key that is not Kafka's; empty for Kafka's and for unknown ones. */
    static Optional<ConfigKey> definition(String key) {
        ConfigKey installation = INSTALLATION.configKeys().get(key);
        if (installation != null) {
            return Optional.of(installation);
        }
        Matcher matcher = ACCOUNT_KEY.matcher(key);
        if (!matcher.matches()) {
            return Optional.empty();
        }
        String rest = matcher.group(2);
        boolean perModel =
                rest.startsWith(Definitions.PER_MODEL + ".") && rest.length() > Definitions.PER_MODEL.length() + 1;
        return Optional.ofNullable(ACCOUNT.configKeys().get(perModel ? Definitions.PER_MODEL : rest));
    }

    /** The account that a key belongs to, if it belongs to one. */
    static Optional<String> accountOf(String key) {
        Matcher matcher = ACCOUNT_KEY.matcher(key);
        return matcher.matches() ? Optional.of(matcher.group(1)) : Optional.empty();
    }

    /** Whether the key is one of Kafka's behind one of the prefixes. */
    static boolean passesThrough(String key) {
        return Definitions.PASS_THROUGH.keySet().stream()
                .anyMatch(prefix -> key.startsWith(prefix) && key.length() > prefix.length());
    }

    /** Throws unless the key can be set. */
    static void check(String key, Origin origin) {
        if (passesThrough(key)) {
            checkPassThrough(key, origin);
        } else if (definition(key).isEmpty()) {
            throw new ConfigurationException(
                    Code.UNKNOWN_KEY,
                    "There is no setting " + key + " (" + origin.describe() + "). The nearest one is " + nearest(key)
                            + "; docs/configuration.md lists all.");
        }
    }

    private static void checkPassThrough(String key, Origin origin) {
        Definitions.NOT_YOURS.forEach((property, advice) -> {
            if (key.endsWith("." + property)) {
                throw new ConfigurationException(
                        Code.NOT_YOURS_TO_SET,
                        key + " (" + origin.describe() + ") cannot be set: Batchline sets " + property + " itself. "
                                + advice);
            }
        });
    }

    static String nearest(String key) {
        List<String> candidates = new ArrayList<>(INSTALLATION.names());
        String[] parts = key.split("\\.", 3);
        String name = parts.length == 3 && parts[1].matches(Definitions.ACCOUNT_NAME) ? parts[1] : "<name>";
        ACCOUNT.names().forEach(rest -> candidates.add("account." + name + "." + rest));
        int dot = key.indexOf('.');
        if (dot > 0 && dot < key.length() - 1) {
            Definitions.PASS_THROUGH.keySet().forEach(prefix -> candidates.add(prefix + key.substring(dot + 1)));
        }
        return EditDistance.nearest(key, candidates);
    }
}
