package dev.batchline.runtime.config;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;

/** Lists every setting as it is in effect, in the order of the documentation, then what is passed through to Kafka. */
final class EffectiveListing {
    /** Kafka's own list of its clients' secrets is not complete: plugins bring settings that it does not know. */
    private static final Pattern SECRET =
            Pattern.compile("password|secret|token|jaas|credential|private|\\.key$", Pattern.CASE_INSENSITIVE);

    private static final ConfigDef KAFKA = AdminClientConfig.configDef();

    private final Values values;
    private final Set<String> accounts;

    EffectiveListing(Values values, Set<String> accounts) {
        this.values = values;
        this.accounts = accounts;
    }

    List<EffectiveSetting> settings() {
        Set<String> keys = new LinkedHashSet<>();
        for (String group : Definitions.groups()) {
            ordered(Keys.INSTALLATION).stream()
                    .filter(key -> group.equals(key.group))
                    .forEach(key -> keys.add(key.name));
        }
        for (String account : accounts) {
            ordered(Keys.ACCOUNT).forEach(key -> keys.add("account." + account + "." + key.name));
        }
        keys.addAll(values.keys());
        List<EffectiveSetting> settings = new ArrayList<>();
        for (String key : keys) {
            String shown = Keys.passesThrough(key) ? passedThrough(key) : values.shown(key);
            settings.add(new EffectiveSetting(key, shown, values.describe(key)));
        }
        return List.copyOf(settings);
    }

    private String passedThrough(String key) {
        String property = key.substring(key.indexOf('.') + 1);
        ConfigKey known = KAFKA.configKeys().get(property);
        boolean secret = (known != null && known.type == ConfigDef.Type.PASSWORD)
                || SECRET.matcher(property).find()
                || values.referred(key);
        return secret ? "(hidden)" : values.text(key);
    }

    private static List<ConfigKey> ordered(ConfigDef definitions) {
        return definitions.configKeys().values().stream()
                .sorted(Comparator.comparingInt(key -> key.orderInGroup))
                .toList();
    }
}
