package dev.batchline.runtime.config;

import dev.batchline.runtime.config.ConfigurationException.Code;
import java.net.URI;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes the typed settings out of values, and checks what concerns more than one of them. */
final class ConfigReader {
    private final Values values;

    ConfigReader(Values values) {
        this.values = values;
    }

    BatchlineConfig read() {
        Set<String> names = new LinkedHashSet<>(values.list("accounts"));
        checkAccounts(names);
        List<AccountSettings> accounts = names.stream().map(this::account).toList();
        WindowSettings windows = windows();
        BatchlineConfig.Batches batches = batches();
        SpoolSettings spool = new SpoolSettings(Path.of(values.string("spool.dir")), values.number("spool.max.bytes"));
        HttpSettings http = new HttpSettings(
                values.string("http.host"),
                (int) values.number("http.port"),
                !(values.origin("http.port") instanceof Origin.Default));
        return new BatchlineConfig(
                kafka(),
                topics(),
                accounts,
                windows,
                batches,
                new BatchlineConfig.Host(spool, http, new EffectiveListing(values, names).settings()));
    }

    private void checkAccounts(Set<String> names) {
        for (String key : values.keys()) {
            String account = Keys.accountOf(key).orElse(null);
            if (account != null && !names.contains(account)) {
                throw new ConfigurationException(
                        Code.UNKNOWN_KEY,
                        key + " (" + values.describe(key) + ") is for an account that accounts does not name. "
                                + "The nearest one is " + EditDistance.nearest(account, names) + "; correct it, or add "
                                + account + " to accounts (" + values.describe("accounts") + ").");
            }
        }
    }

    private KafkaSettings kafka() {
        return new KafkaSettings(
                String.join(",", values.list("bootstrap.servers")),
                behind("kafka."),
                behind("producer."),
                behind("consumer."),
                behind("admin."),
                behind("streams."));
    }

    private Map<String, String> behind(String prefix) {
        Map<String, String> properties = new HashMap<>();
        for (String key : values.keys()) {
            if (key.startsWith(prefix)) {
                properties.put(key.substring(prefix.length()), values.text(key));
            }
        }
        return properties;
    }

    private TopicSettings topics() {
        return new TopicSettings(
                values.string("topic.prefix"),
                values.list("requests.topics"),
                (int) values.number("partitions"),
                (short) values.number("replication.factor"),
                (int) values.number("request.max.bytes"));
    }

    private WindowSettings windows() {
        atLeastAsLarge("window.max.bytes", "request.max.bytes");
        return new WindowSettings(
                (int) values.number("window.max.requests"),
                values.number("window.max.bytes"),
                values.optionalNumber("window.max.tokens"),
                values.millis("window.linger.ms"),
                values.string("completion.window"));
    }

    private BatchlineConfig.Batches batches() {
        atLeastAsLarge("poll.interval.max.ms", "poll.interval.min.ms");
        atLeastAsLarge("retry.backoff.max.ms", "retry.backoff.ms");
        String prices = values.optionalString("prices.file");
        return new BatchlineConfig.Batches(
                new PollSettings(values.millis("poll.interval.min.ms"), values.millis("poll.interval.max.ms")),
                new RetrySettings(
                        (int) values.number("retry.max.attempts"),
                        values.millis("retry.backoff.ms"),
                        values.millis("retry.backoff.max.ms")),
                values.millis("create.grace.ms"),
                values.flag("provider.files.delete"),
                prices == null ? null : Path.of(prices));
    }

    private void atLeastAsLarge(String larger, String smaller) {
        if (values.number(larger) < values.number(smaller)) {
            throw new ConfigurationException(
                    Code.CONTRADICTION,
                    larger + " is " + values.number(larger) + " (" + values.describe(larger) + "), expected at least "
                            + smaller + ", which is " + values.number(smaller) + " (" + values.describe(smaller)
                            + "). Raise the one or lower the other.");
        }
    }

    private AccountSettings account(String name) {
        String prefix = "account." + name + ".";
        String pool = values.optionalString(prefix + "pool");
        String proxy = values.optionalString(prefix + "proxy");
        String trustStore = values.optionalString(prefix + "trust.store");
        URI baseUrl = URI.create(values.string(prefix + "base.url"));
        String apiKey = prefix + "api.key";
        if (!AccountSettings.Access.takesDefaultKey(baseUrl)) {
            values.withoutDefault(
                    apiKey, "OPENAI_API_KEY is for https://" + AccountSettings.Access.DEFAULT_KEY_HOST + " alone");
        }
        return new AccountSettings(
                name,
                values.string(prefix + "type"),
                pool == null ? name : pool,
                new AccountSettings.Access(
                        baseUrl,
                        values.secret(apiKey),
                        values.describe(apiKey),
                        values.optionalString(prefix + "organization"),
                        values.optionalString(prefix + "project")),
                limits(prefix),
                new AccountSettings.Route(
                        proxy == null ? null : HostAndPort.parse(proxy),
                        trustStore == null ? null : Path.of(trustStore)));
    }

    private AccountSettings.Limits limits(String prefix) {
        Map<String, Long> byModel = new HashMap<>();
        for (String key : perModel(prefix)) {
            byModel.put(key.substring(prefix.length() + Definitions.PER_MODEL.length() + 1), values.number(key));
        }
        Long perMinute = values.optionalNumber(prefix + "requests.per.minute");
        return new AccountSettings.Limits(
                values.optionalNumber(prefix + Definitions.PER_MODEL),
                byModel,
                perMinute == null ? null : perMinute.intValue(),
                (int) values.number(prefix + "batches.per.hour"));
    }

    private List<String> perModel(String prefix) {
        List<String> keys = new ArrayList<>(values.keys());
        keys.removeIf(key -> !key.startsWith(prefix + Definitions.PER_MODEL + "."));
        return keys;
    }
}
