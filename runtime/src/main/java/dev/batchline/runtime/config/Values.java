package dev.batchline.runtime.config;

import dev.batchline.runtime.config.ConfigurationException.Code;
import java.time.Duration;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import org.apache.kafka.common.config.ConfigDef;
import org.apache.kafka.common.config.ConfigDef.ConfigKey;
import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.config.types.Password;
import org.jspecify.annotations.Nullable;

/** The value of each setting after all sources and references, parsed and checked. */
final class Values {
    private static final Origin DEFAULT = new Origin.Default();

    private final References references;
    private final Map<String, RawSetting> resolved = new LinkedHashMap<>();
    private final Map<String, List<String>> through = new HashMap<>();
    private final Map<String, RawSetting> unset = new HashMap<>();
    private final Map<String, String> withoutDefault = new HashMap<>();

    /** Throws if a setting refers to a variable that is not set, unless it is a secret, which not everyone needs. */
    Values(ConfigSources sources) {
        references = new References(sources.environment());
        Layers.read(sources).forEach(this::put);
        new TreeMap<>(unset).forEach((key, setting) -> {
            if (!resolved.containsKey(key)) {
                refuseUnlessSecret(setting);
            }
        });
    }

    /** Keeps a setting unless it refers to a variable that is not set; then the layer below it holds. */
    private boolean put(RawSetting setting) {
        List<String> refersTo = References.in(setting.text());
        RawSetting value = references.resolve(setting).orElse(null);
        if (value == null) {
            unset.put(setting.key(), setting);
            return false;
        }
        resolved.put(setting.key(), value);
        through.put(setting.key(), refersTo);
        unset.remove(setting.key());
        return true;
    }

    /** A secret that somebody meant to set does not fall back to the default: it may be somebody else's. */
    private void refuseUnlessSecret(RawSetting setting) {
        ConfigKey definition = Keys.definition(setting.key()).orElse(null);
        if (definition != null && definition.type == ConfigDef.Type.PASSWORD) {
            withoutDefault.put(setting.key(), "");
            return;
        }
        throw new ConfigurationException(
                Code.MISSING_VALUE,
                setting.key() + " (" + setting.origin().describe() + ") refers to "
                        + String.join(", ", References.in(setting.text())) + ", which is not set. Set the variable in "
                        + "the environment of this process, or remove the setting.");
    }

    /** Takes a key's default away. */
    void withoutDefault(String key, String why) {
        withoutDefault.putIfAbsent(key, why);
    }

    /** The keys that somebody set. */
    Set<String> keys() {
        return new TreeSet<>(resolved.keySet());
    }

    /** The text of a key that is passed through to Kafka. */
    String text(String key) {
        return Objects.requireNonNull(resolved.get(key), key).text();
    }

    /** Where a key's value stands. */
    Origin origin(String key) {
        RawSetting setting = resolved.get(key);
        return setting == null ? DEFAULT : setting.origin();
    }

    /** Whether the value came through a reference. */
    boolean referred(String key) {
        return !through.getOrDefault(key, List.of()).isEmpty();
    }

    /** Where a key's value stands and through which references it came, for people. */
    String describe(String key) {
        RawSetting unresolved = unset.get(key);
        Origin origin = unresolved == null || resolved.containsKey(key) ? origin(key) : unresolved.origin();
        StringBuilder text = new StringBuilder(origin.describe());
        List<String> refersTo = through.getOrDefault(key, List.of());
        if (!refersTo.isEmpty()) {
            text.append(" as ").append(String.join(", ", refersTo));
        }
        if (unresolved != null) {
            text.append(" (")
                    .append(String.join(", ", References.in(unresolved.text())))
                    .append(" is not set)");
        }
        String why = withoutDefault.getOrDefault(key, "");
        if (!why.isEmpty() && !resolved.containsKey(key)) {
            text.append(" (").append(why).append(')');
        }
        return text.toString();
    }

    long number(String key) {
        return ((Number) required(key)).longValue();
    }

    @Nullable
    Long optionalNumber(String key) {
        return value(key) instanceof Number number ? number.longValue() : null;
    }

    boolean flag(String key) {
        return (Boolean) required(key);
    }

    Duration millis(String key) {
        return Duration.ofMillis(number(key));
    }

    String string(String key) {
        return required(key).toString();
    }

    @Nullable
    String optionalString(String key) {
        Object value = value(key);
        return value == null ? null : value.toString();
    }

    /** A secret; null if there is none or it is blank. */
    @Nullable
    Password secret(String key) {
        return value(key) instanceof Password password && !password.value().isBlank() ? password : null;
    }

    List<String> list(String key) {
        return ((List<?>) required(key)).stream().map(Objects::toString).toList();
    }

    /** What can be shown of any key; a secret's own text never is. */
    String shown(String key) {
        Object value = value(key);
        return switch (value) {
            case null -> "";
            case Password password -> password.value().isBlank() ? "" : "(hidden)";
            case List<?> list ->
                String.join(",", list.stream().map(Objects::toString).toList());
            default -> value.toString();
        };
    }

    private Object required(String key) {
        return Objects.requireNonNull(value(key), key);
    }

    private @Nullable Object value(String key) {
        ConfigKey definition = Keys.definition(key).orElseThrow();
        if (!resolved.containsKey(key) && !hasUsableDefault(key, definition)) {
            return null;
        }
        RawSetting setting = resolved.get(key);
        Object value = setting == null ? definition.defaultValue : parse(setting, definition);
        return value instanceof List<?> list ? list.stream().map(this::prefixed).toList() : value;
    }

    /** A default with references becomes a value like any other, with the default as its origin. */
    private boolean hasUsableDefault(String key, ConfigKey definition) {
        boolean perModel = Keys.accountOf(key).isPresent() && !key.endsWith("." + definition.name);
        if (perModel || withoutDefault.containsKey(key)) {
            return false;
        }
        if (definition.defaultValue instanceof Password password) {
            return put(new RawSetting(key, password.value(), DEFAULT));
        }
        return definition.defaultValue != null;
    }

    private String prefixed(Object item) {
        String text = item.toString();
        return text.contains(Definitions.PREFIX_REFERENCE)
                ? text.replace(Definitions.PREFIX_REFERENCE, string("topic.prefix"))
                : text;
    }

    private Object parse(RawSetting setting, ConfigKey definition) {
        Rule rule = (Rule) definition.validator;
        try {
            Object value = ConfigDef.parseType(setting.key(), setting.text(), definition.type);
            if (value != null && rule.test(value)) {
                return value;
            }
        } catch (ConfigException e) {
            throw bad(setting, definition, rule);
        }
        throw bad(setting, definition, rule);
    }

    private ConfigurationException bad(RawSetting setting, ConfigKey definition, Rule rule) {
        boolean show =
                definition.type != ConfigDef.Type.PASSWORD && !setting.text().contains("@");
        Object initial = definition.defaultValue;
        String otherwise =
                initial == null ? "remove it" : "remove it to have the default, " + ConfigurationDocument.text(initial);
        return new ConfigurationException(
                Code.BAD_VALUE,
                setting.key() + " is " + (show ? "\"" + setting.text() + "\"" : "(hidden)") + " ("
                        + describe(setting.key()) + "), expected " + rule.expected() + ". Correct it there, or "
                        + otherwise + ".");
    }
}
